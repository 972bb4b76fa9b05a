#include "base/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>

#include "base/fault.hpp"
#include "base/message_form.hpp"
#include "base/mo_file.hpp"
#include "base/text.hpp"

namespace refocus {
namespace {

std::string bytesOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(MoFile::kMaxBytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.eof() && !file.good()) {
    throw Fault(FaultCode::configuration, fmt::format("{}: cannot be read", path.string()));
  }
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

[[noreturn]] void lacks(std::string_view form, std::string_view name) {
  throw Fault(FaultCode::internal,
              fmt::format("no value is given for {{{}}} of the text \"{}\"", name, form));
}

}  // namespace

Words::Words(std::string language, std::shared_ptr<const MoFile> catalogue)
    : language_(std::move(language)), catalogue_(std::move(catalogue)) {}

std::string_view Words::formOf(std::string_view text) const {
  if (!catalogue_) return text;
  return catalogue_->find(text).value_or(text);
}

std::string_view Words::operator()(Msgid text) const {
  if (text.hasPlaceholders()) {
    lacks(text.text(), *placeholdersOf(text.text()).value().begin());
  }
  return formOf(text.text());
}

std::string_view Words::context(std::string_view meaning, Msgid text) const {
  if (!catalogue_) return text.text();
  return catalogue_->find(fmt::format("{}\4{}", meaning, text.text())).value_or(text.text());
}

std::string_view Words::ofData(std::string_view text) const { return formOf(text); }

std::string_view Words::pluralForm(Msgid one, Msgid many, std::int64_t count) const {
  const auto english = count == 1 ? one.text() : many.text();
  if (!catalogue_) return english;
  return catalogue_->findPlural(one.text(), count).value_or(english);
}

std::string Words::filled(std::string_view form, std::span<const Arg> args) {
  std::string text;
  text.reserve(form.size() + 32);
  for (auto rest = form; !rest.empty();) {
    const auto piece = firstPiece(rest);
    rest = afterPiece(rest, piece);
    if (piece.kind != FormPiece::Kind::placeholder) {
      text += piece.text;
      continue;
    }
    const auto arg = std::find_if(args.begin(), args.end(),
                                  [&](const Arg& given) { return given.name() == piece.text; });
    if (arg == args.end()) lacks(form, piece.text);
    text += isolated(arg->value());
  }
  return text;
}

std::string Sentence::in(const Words& words) const {
  std::vector<Arg> args;
  args.reserve(parts_.size());
  for (const auto& part : parts_) args.emplace_back(part.name, part.value);
  return Words::filled(words.ofData(text_.text()), args);
}

Catalogues Catalogues::load(const std::filesystem::path& folder) {
  Catalogues catalogues;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".mo") continue;
    auto file = MoFile::read(bytesOf(entry.path()));
    if (!file) {
      throw Fault(FaultCode::configuration, fmt::format("{}: {}. Make it again with script/words",
                                                        entry.path().string(), file.error()));
    }
    const auto language = entry.path().stem().string();
    const bool isNearlyWhole = 10 * (*file)->size() > 9 * (*file)->textsInAll();
    Words words(language, std::move(*file));
    if (language == catalogues.english_.language()) {
      catalogues.english_ = std::move(words);  // a site may say things in its own English
    } else if (isNearlyWhole) {
      catalogues.others_.insert_or_assign(language, std::move(words));
    }
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw Fault(FaultCode::configuration, fmt::format("{}: {}", folder.string(), error.message()));
  }
  return catalogues;
}

const Words& Catalogues::of(std::string_view language) const {
  const auto exact = others_.find(language);
  if (exact != others_.end()) return exact->second;
  const auto primary = others_.find(language.substr(0, language.find('-')));
  return primary != others_.end() ? primary->second : english_;
}

std::vector<std::string> Catalogues::languages() const {
  std::vector<std::string> tags{english_.language()};
  for (const auto& [tag, words] : others_) tags.push_back(tag);
  return tags;
}

}  // namespace refocus
