#include "site/search.hpp"

#include "base/bytes.hpp"
#include "base/fault.hpp"
#include "base/text.hpp"
#include "html/nhs.hpp"
#include "record/seal.hpp"
#include "site/frame.hpp"

namespace refocus::site {
namespace {

using html::attr;
using html::el;
using html::Html;
namespace nhs = html::nhs;

constexpr std::size_t kMostSearched = 200;  // bytes
constexpr std::size_t kMostSealed = 2048;
constexpr std::string_view kListField = "list";
constexpr std::string_view kSealedField = "s";

record::Key keyOf(const Visit& visit) {
  Bytes purpose;
  record::appendField(purpose, "search");
  record::appendField(purpose, visit.actor().trust.text());
  record::appendField(purpose, visit.actor().account.text());
  return record::Key(record::mac(visit.site().book.parts().keys.indexKey(), purpose));
}

record::Place placeOf(const Visit& visit) {
  return {.trust = visit.actor().trust,
          .table = "search",
          .row = visit.actor().account.text(),
          .column = "asked"};
}

std::string sealed(const Visit& visit, const http::Fields& asked) {
  return toBase64Url(record::seal(keyOf(visit), placeOf(visit), http::urlencoded(asked),
                                  visit.site().book.parts().random));
}

// Nothing where it was sealed for another account, or is cut short or changed.
http::Fields opened(const Visit& visit, std::string_view text) {
  const auto bytes = fromBase64Url(text);
  if (!bytes || bytes->size() > kMostSealed || !visit.session()) return {};
  try {
    const std::string asked = record::unsealText(keyOf(visit), placeOf(visit), *bytes);
    return http::parseUrlencoded(asked).value_or(http::Fields{});
  } catch (const Fault& fault) {
    if (fault.code() == FaultCode::wrongKey) return {};
    throw;
  }
}

// What a form carries beside what somebody asks for.
bool isOfTheForm(std::string_view name) {
  return name == kCsrfField || name == kSubmissionField || name == kListField;
}

std::string with(std::string_view address, std::string_view name, std::string_view value) {
  std::string whole(address);
  whole += address.contains('?') ? '&' : '?';
  whole += name;
  whole += '=';
  whole += http::percentEncoded(value);
  return whole;
}

}  // namespace

Html searchForm(const Visit& visit, std::string_view action, Html fields) {
  return el("form", attr("method", "post"), attr("action", kSearchPath), attr("role", "search"),
            attr("novalidate"), html::hidden(kCsrfField, visit.session()->csrf),
            html::hidden(kListField, action), std::move(fields));
}

Html searchForm(const Visit& visit, const SearchParts& search) {
  const Words& words = visit.words();
  return searchForm(
      visit, search.action,
      nhs::searchInput({.input = {.label = {.text = search.label, .size = nhs::Size::s},
                                  .hint = {.text = search.hint},
                                  .id = "q",
                                  .name = "q",
                                  .value = search.query,
                                  .type = "search",
                                  .width = 20,
                                  .autocomplete = "off",
                                  .spellcheck = false,
                                  .attributes = html::anyDirection()},
                        .button = nhs::Button{.text = words("Search"),
                                              .variant = nhs::ButtonVariant::secondary,
                                              .icon = nhs::Icon::search}}));
}

http::Fields searchAsked(const Visit& visit) {
  const http::Fields& query = visit.request().query;
  return query.has(kSealedField) ? opened(visit, query.text(kSealedField)) : query;
}

std::string searchedFor(const Visit& visit) {
  const http::Fields asked = searchAsked(visit);
  const std::string_view words = trimmed(asked.text("q"));
  return words.size() > kMostSearched ? std::string() : std::string(words);
}

std::string withSearch(const Visit& visit, std::string_view address,
                       std::span<const std::string_view> fields) {
  const http::Fields& query = visit.request().query;
  if (query.has(kSealedField)) return with(address, kSealedField, query.text(kSealedField));
  http::Fields asked;
  for (const std::string_view name : fields) {
    if (!query.text(name).empty()) asked.add(std::string(name), std::string(query.text(name)));
  }
  const bool asksNothing = asked.begin() == asked.end();
  return asksNothing ? std::string(address) : with(address, kSealedField, sealed(visit, asked));
}

std::string searchAddress(const Visit& visit, const http::Fields& sent) {
  const std::string_view list = sent.text(kListField);
  if (!http::isOwnPath(list)) {
    throw Fault(FaultCode::badRequest, "the form of a search names no list of this site");
  }
  http::Fields asked;
  std::size_t size = 0;
  for (const http::Field& field : sent) {
    if (isOfTheForm(field.name) || field.value.empty()) continue;
    size += field.name.size() + field.value.size();
    asked.add(field.name, field.value);
  }
  if (size == 0 || size > kMostSealed / 4) return std::string(list);
  return with(list, kSealedField, sealed(visit, asked));
}

http::Response takeSearch(Visit& visit) {
  return http::redirect(searchAddress(visit, visit.form().fields));
}

}  // namespace refocus::site
