#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "base/fault.hpp"
#include "base/text_parts.hpp"

namespace refocus {
namespace {

/// The code point at an offset, which moves past it; U+FFFD for ill-formed bytes.
UChar32 nextCodePoint(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 c = 0;
  U8_NEXT_OR_FFFD(bytes, at, text.size(), c);
  return c;
}

bool isAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<signed char>(c) >= 0; });
}

bool runsRightToLeft(UChar32 c) {
  const auto direction = u_charDirection(c);
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

icu::StringPiece piece(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Fault(FaultCode::tooLarge, "a text of over 2 GiB");
  }
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

void checkIcu(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) {
    throw Fault(FaultCode::configuration, std::string("ICU: ") + what + ": " + u_errorName(status));
  }
}

std::string normalisedBy(const icu::Normalizer2* form, UErrorCode status, std::string_view text) {
  checkIcu(status, "no data for normalisation");
  std::string repaired;
  if (!isUtf8(text)) text = icu::UnicodeString::fromUTF8(piece(text)).toUTF8String(repaired);
  std::string result;
  icu::StringByteSink<std::string> sink(&result, piece(text).size());
  form->normalizeUTF8(0, piece(text), sink, nullptr, status);
  checkIcu(status, "normalisation");
  return result;
}

/// Letters and punctuation that Unicode does not take apart, though someone at a keyboard without
/// them would. Small letters only: it comes after case folding.
constexpr std::array<std::pair<UChar32, std::string_view>, 21> kPlainer{{
    {U'ł', "l"},      {U'ø', "o"},      {U'đ', "d"},      {U'ð', "d"},      {U'ħ', "h"},
    {U'ŧ', "t"},      {U'ı', "i"},      {U'æ', "ae"},     {U'œ', "oe"},     {U'þ', "th"},
    {U'ŋ', "ng"},     {U'ƶ', "z"},      {U'‘', "'"},      {U'’', "'"},      {U'\u02BC', "'"},
    {U'\u02BB', "'"}, {U'\u2010', "-"}, {U'\u2012', "-"}, {U'\u2013', "-"}, {U'\u2014', "-"},
    {U'\u2212', "-"},
}};

/// White space, and what parts or joins words without a width of its own.
bool isBlank(UChar32 c) {
  return u_isUWhiteSpace(c) != 0 || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

/// Whether nothing of it shows, by its properties; but two signs that are drawn empty (braille
/// without a dot, a note without a head), which have none that says so.
bool isUnseen(UChar32 c) {
  if (isBlank(c) || c == 0x2800 || c == 0x1D159) return true;
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0) return true;
  const auto kind = u_charType(c);
  if (kind == U_CONTROL_CHAR) return true;
  return kind == U_FORMAT_CHAR && u_hasBinaryProperty(c, UCHAR_PREPENDED_CONCATENATION_MARK) == 0;
}

UScriptCode scriptOf(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const auto script = uscript_getScript(c, &status);
  return U_FAILURE(status) ? USCRIPT_UNKNOWN : script;
}

/// Whether a mark is an accent on a letter that is found without it: in Latin, Greek and Cyrillic,
/// and where it stands on no letter at all. Elsewhere marks are vowels or consonants.
bool isAccent(UChar32 mark, UChar32 base) {
  const auto isPlain = [](UScriptCode script) {
    return script == USCRIPT_LATIN || script == USCRIPT_GREEK || script == USCRIPT_CYRILLIC;
  };
  const auto isNone = [](UScriptCode script) {
    return script == USCRIPT_COMMON || script == USCRIPT_INHERITED || script == USCRIPT_UNKNOWN;
  };
  const auto script = scriptOf(base);
  if (isPlain(script)) return true;
  const auto own = scriptOf(mark);
  return isNone(script) && (isNone(own) || isPlain(own));
}

bool isLineBreak(UChar32 c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

// Isolates are what we write ourselves round words that run the other way.
bool isEmbeddingOrOverride(UChar32 c) { return c >= 0x202A && c <= 0x202E; }

/// Controls, bidirectional overrides and noncharacters; line breaks are asked for first.
bool nobodyTypes(UChar32 c) {
  const bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c <= 0x9F);
  const bool bidi = isEmbeddingOrOverride(c) || (c >= 0x2066 && c <= 0x2069);
  return control || bidi || U_IS_UNICODE_NONCHAR(c);
}

}  // namespace

bool isUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, at, text.size(), c);
    if (c < 0) return false;
  }
  return true;
}

std::string normalised(std::string_view text) {
  if (isAscii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  return normalisedBy(icu::Normalizer2::getNFCInstance(status), status, text);
}

std::string_view trimmed(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = text.size();
  bool isSeen = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const auto c = nextCodePoint(text, at);
    if (isBlank(c)) continue;
    isSeen = isSeen || !isUnseen(c);
    begin = std::min(begin, start);
    end = at;
  }
  return isSeen ? text.substr(begin, end - begin) : std::string_view();
}

std::string withoutBlanks(std::string_view text) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    if (!isBlank(nextCodePoint(text, at))) kept += text.substr(start, at - start);
  }
  return kept;
}

std::size_t characterCount(std::string_view text) {
  const auto composed = normalised(text);
  std::size_t count = 0;
  UChar32 before = 0;
  for (std::size_t at = 0; at < composed.size(); ++count) {
    const auto c = nextCodePoint(composed, at);
    if (c == '\n' && before == '\r') --count;
    before = c;
  }
  return count;
}

std::string foldedForSearch(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* caseFold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto* decompose = icu::Normalizer2::getNFKDInstance(status);
  const auto apart = normalisedBy(decompose, status, normalisedBy(caseFold, status, text));
  std::string folded;
  folded.reserve(apart.size());
  bool space = false;
  UChar32 base = 0;
  for (std::size_t at = 0; at < apart.size();) {
    const auto start = at;
    const auto c = nextCodePoint(apart, at);
    const bool isMark = (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0;
    if (isMark && isAccent(c, base)) continue;
    if (!isMark) base = c;
    if (u_isUWhiteSpace(c)) {
      space = true;
      continue;
    }
    if (space && !folded.empty()) folded += ' ';
    space = false;
    const auto* plainer = std::find_if(kPlainer.begin(), kPlainer.end(),
                                       [c](const auto& pair) { return pair.first == c; });
    folded += plainer == kPlainer.end() ? std::string_view(apart).substr(start, at - start)
                                        : plainer->second;
  }
  return folded;
}

std::string beginningOf(std::string_view text, std::size_t longest) {
  std::size_t at = 0;
  for (std::size_t count = 0; count < longest && at < text.size(); ++count) nextCodePoint(text, at);
  return at == text.size() ? std::string(text) : std::string(text.substr(0, at)) + "…";
}

std::string wordsFoldedForSearch(std::string_view text) {
  constexpr std::uint32_t kPauses = U_GC_P_MASK | U_GC_Z_MASK | U_GC_SK_MASK;
  const std::string folded = foldedForSearch(text);
  std::string words;
  words.reserve(folded.size());
  bool isApart = false;
  for (std::size_t at = 0; at < folded.size();) {
    const auto start = at;
    if ((U_GET_GC_MASK(nextCodePoint(folded, at)) & kPauses) != 0) {
      isApart = true;
      continue;
    }
    if (isApart && !words.empty()) words += ' ';
    isApart = false;
    words += std::string_view(folded).substr(start, at - start);
  }
  return words;
}

bool hasControlCharacters(std::string_view text, LineBreaks lineBreaks) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = nextCodePoint(text, at);
    if (isLineBreak(c) ? lineBreaks == LineBreaks::refused : nobodyTypes(c)) return true;
  }
  return false;
}

std::string withoutControlCharacters(std::string_view text, LineBreaks lineBreaks) {
  std::string kept;
  kept.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const auto c = nextCodePoint(text, at);
    if (isLineBreak(c) && lineBreaks == LineBreaks::refused) {
      kept += ' ';
    } else if (isLineBreak(c) || !nobodyTypes(c)) {
      kept += text.substr(start, at - start);
    }
  }
  return kept;
}

std::string isolated(std::string_view text) {
  constexpr char kFirstOfHebrew = '\xD6';  // no letter before it runs from right to left
  const bool mayHold = std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) >= static_cast<unsigned char>(kFirstOfHebrew);
  });
  if (!mayHold) return std::string(text);
  std::string whole;
  whole.reserve(text.size());
  bool hasRightToLeft = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const auto c = nextCodePoint(text, at);
    hasRightToLeft = hasRightToLeft || runsRightToLeft(c);
    if (!isEmbeddingOrOverride(c)) whole += text.substr(start, at - start);
  }
  return hasRightToLeft ? "\u2068" + whole + "\u2069" : whole;
}

std::string collationKey(std::string_view text) {
  static const std::unique_ptr<const icu::Collator> collator = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Collator> made(
        icu::Collator::createInstance(icu::Locale::getRoot(), status));
    checkIcu(status, "no data for collation");
    made->setAttribute(UCOL_NORMALIZATION_MODE, UCOL_ON, status);
    checkIcu(status, "collation");
    return made;
  }();
  const auto unicode = icu::UnicodeString::fromUTF8(piece(text));
  std::vector<std::uint8_t> key(64);
  const auto keyInto = [&] {
    return static_cast<std::size_t>(
        collator->getSortKey(unicode, key.data(), static_cast<std::int32_t>(key.size())));
  };
  const auto size = keyInto();
  if (size > key.size()) {
    key.resize(size);
    (void)keyInto();
  }
  // The key ends with a zero byte, so that the text after it decides only between equal keys.
  return std::string(key.begin(), key.begin() + static_cast<std::ptrdiff_t>(size)) +
         std::string(text);
}

std::string languageName(std::string_view tag, const std::string& inLanguage) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(tag.data(), static_cast<std::int32_t>(tag.size())), status);
  // ICU takes any word of up to eight letters for a tag; only a language's own has an ISO code.
  if (U_FAILURE(status) != 0 || std::string_view(locale.getISO3Language()).empty()) {
    return std::string(tag);
  }
  icu::UnicodeString name;
  locale.getDisplayName(icu::Locale(inLanguage.c_str()), name);
  std::string text;
  return name.toUTF8String(text);
}

}  // namespace refocus
