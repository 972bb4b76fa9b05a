// Text from users: UTF-8, counted, trimmed, normalised, folded for search and sorted as Unicode
// says, never by the process's locale. Functions take valid UTF-8 (ask isUtf8 first where text
// comes from outside); ill-formed bytes are read as U+FFFD and never read past. Nothing here throws
// but for want of memory, or Fault(configuration) if ICU's data is missing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace refocus {

/// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text);

/// Normalisation form C: what is stored and compared.
[[nodiscard]] std::string normalised(std::string_view text);

/// Without blanks at either end; empty where nothing of it can be seen. Lives as long as the text.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// How many characters a person is told they have typed: code points of normalisation form C, with
/// a line break counted once however it is written (browsers send two).
[[nodiscard]] std::size_t characterCount(std::string_view text);

/// What spellings share in a search: no case, width or ligature differences, no accents on Latin,
/// Greek and Cyrillic (elsewhere marks are letters), runs of white space as one space, trimmed.
[[nodiscard]] std::string foldedForSearch(std::string_view text);

enum class LineBreaks { allowed, refused };

/// Whether the text holds characters that no person types: C0 and C1 controls (tab is let through,
/// line breaks as asked), bidirectional overrides, noncharacters.
[[nodiscard]] bool hasControlCharacters(std::string_view text, LineBreaks lineBreaks);

/// Without such characters; a line break that is refused becomes a space.
[[nodiscard]] std::string withoutControlCharacters(std::string_view text, LineBreaks lineBreaks);

/// Somebody's words inside a sentence of ours: where they hold letters that run from right to left,
/// between the marks U+2068 and U+2069, so that they do not reorder what stands beside them
/// (Unicode Annex 9, 2.4). Embeddings and overrides (U+202A to U+202E) are left out: they would
/// turn round a name that comes from a file. Other text comes back as it is.
[[nodiscard]] std::string isolated(std::string_view text);

/// Bytes that sort (as unsigned bytes, which std::string does) as people expect names to sort:
/// the root collation of Unicode, then by the text itself.
[[nodiscard]] std::string collationKey(std::string_view text);

/// A language's name as readers of another language call it: "cy" is "Welsh" in "en". Text that is
/// no language's tag comes back as it is: people write "Welsh, some English", too.
[[nodiscard]] std::string languageName(std::string_view tag, const std::string& inLanguage);

}  // namespace refocus
