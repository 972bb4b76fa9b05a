// A text with placeholders, piece by piece: "Plan for {name}" is a literal and a placeholder.
#pragma once

#include <optional>
#include <set>
#include <string_view>

namespace refocus {

struct FormPiece {
  enum class Kind { literal, placeholder, malformed };
  Kind kind;
  std::string_view text;  ///< a placeholder's without its braces
};

/// The piece at the start of a text that is not empty, and never an empty literal.
[[nodiscard]] FormPiece firstPiece(std::string_view form);

/// What is left of the text after that piece.
[[nodiscard]] std::string_view afterPiece(std::string_view form, const FormPiece& piece);

/// The names of a text's placeholders; nothing if a brace is not part of one.
[[nodiscard]] std::optional<std::set<std::string_view>> placeholdersOf(std::string_view form);

}  // namespace refocus
