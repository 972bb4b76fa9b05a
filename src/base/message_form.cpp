#include "base/message_form.hpp"

#include <algorithm>

#include "base/words.hpp"

namespace refocus {

FormPiece firstPiece(std::string_view form) {
  using enum FormPiece::Kind;
  const auto brace = form.find_first_of("{}");
  if (brace != 0) return {literal, form.substr(0, brace)};
  const auto end = form.find('}');
  const bool closed = form[0] == '{' && end != std::string_view::npos && end > 1;
  if (!closed) return {malformed, form.substr(0, 1)};
  const auto name = form.substr(1, end - 1);
  if (!std::all_of(name.begin(), name.end(), detail::isNameCharacter)) {
    return {malformed, form.substr(0, 1)};
  }
  return {placeholder, name};
}

std::string_view afterPiece(std::string_view form, const FormPiece& piece) {
  const std::size_t braces = piece.kind == FormPiece::Kind::placeholder ? 2 : 0;
  return form.substr(piece.text.size() + braces);
}

std::optional<std::set<std::string_view>> placeholdersOf(std::string_view form) {
  std::set<std::string_view> names;
  while (!form.empty()) {
    const auto piece = firstPiece(form);
    if (piece.kind == FormPiece::Kind::malformed) return std::nullopt;
    if (piece.kind == FormPiece::Kind::placeholder) names.insert(piece.text);
    form = afterPiece(form, piece);
  }
  return names;
}

}  // namespace refocus
