#include "http/form.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "http/parameters.hpp"

namespace refocus::http {
namespace {

constexpr std::size_t kMostBoundaryBytes = 70;  // RFC 2046, section 5.1.1
constexpr std::size_t kMostPartHeaderBytes = 4096;

struct Part {
  std::string name;
  std::optional<std::string> fileName;
  std::string contentType;
  std::string_view content;
};

/// What a browser on any system calls the file, without the folders before it and without
/// characters that make it look like another.
std::string lastPart(std::string_view fileName) {
  const auto slash = fileName.find_last_of("/\\");
  return withoutControlCharacters(
      slash == std::string_view::npos ? fileName : fileName.substr(slash + 1), LineBreaks::refused);
}

/// One header line of a part into the part. False if it cannot be read.
bool readPartHeader(std::string_view line, Part& part) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = withoutBlanks(line.substr(colon + 1));
  if (equalIgnoringCase(name, "Content-Type")) {
    part.contentType = value;
  } else if (equalIgnoringCase(name, "Content-Disposition")) {
    const auto disposition = parseParametrised(value);
    if (!disposition || !equalIgnoringCase(disposition->value, "form-data")) return false;
    const auto partName = disposition->parameter("name");
    if (!partName || !part.name.empty()) return false;
    part.name = *partName;
    if (const auto fileName = disposition->parameter("filename"))
      part.fileName = lastPart(*fileName);
  }
  return true;
}

/// A part from its first header to the end of its content.
std::expected<Part, FormError> parsePart(std::string_view text) {
  Part part;
  const std::string_view head = text.substr(0, kMostPartHeaderBytes);
  std::size_t at = 0;
  while (true) {
    const auto end = head.find("\r\n", at);
    if (end == std::string_view::npos) return std::unexpected(FormError::malformed);
    const std::string_view line = head.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    if (!readPartHeader(line, part)) return std::unexpected(FormError::malformed);
  }
  if (part.name.empty()) return std::unexpected(FormError::malformed);
  part.content = text.substr(at);
  return part;
}

std::optional<FormError> addFile(Form& form, Part part, const FormLimits& limits) {
  if (form.files.size() == limits.files) return FormError::tooManyFiles;
  if (part.content.size() > limits.fileBytes) return FormError::fileTooLarge;
  if (part.name.size() > limits.nameBytes || part.fileName->size() > limits.nameBytes) {
    return FormError::nameTooLong;
  }
  if (!isPlainText(part.name) || !isPlainText(*part.fileName) || !isPlainText(part.contentType)) {
    return FormError::badText;
  }
  if (part.contentType.empty()) part.contentType = "application/octet-stream";
  form.files.push_back(
      {std::move(part.name), *std::move(part.fileName), std::move(part.contentType), part.content});
  return std::nullopt;
}

std::optional<FormError> addPart(Form& form, Part part, const FormLimits& limits) {
  if (part.fileName) return addFile(form, std::move(part), limits);
  if (form.fields.size() == limits.fields) return FormError::tooManyFields;
  if (part.content.size() > limits.valueBytes) return FormError::valueTooLong;
  auto field = checkedField(std::move(part.name), std::string(part.content), limits);
  if (!field) return field.error();
  form.fields.add(std::move(field->name), std::move(field->value));
  return std::nullopt;
}

}  // namespace

std::vector<UploadedFile> Form::filesOf(std::string_view field) const {
  std::vector<UploadedFile> chosen;
  std::ranges::copy_if(files, std::back_inserter(chosen), [&](const UploadedFile& file) {
    return file.field == field && !(file.name.empty() && file.content.empty());
  });
  return chosen;
}

std::optional<std::string> boundaryOf(std::string_view contentType) {
  const auto type = parseParametrised(contentType);
  if (!type || !equalIgnoringCase(type->value, "multipart/form-data")) return std::nullopt;
  const auto boundary = type->parameter("boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMostBoundaryBytes) return std::nullopt;
  return std::string(*boundary);
}

std::expected<Form, FormError> parseMultipart(std::string_view body, std::string_view boundary,
                                              const FormLimits& limits) {
  Form form;
  const std::string opening = "--" + std::string(boundary);
  const std::string delimiter = "\r\n" + opening;
  if (!body.starts_with(opening)) return std::unexpected(FormError::malformed);
  body.remove_prefix(opening.size());
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return std::unexpected(FormError::malformed);
    body.remove_prefix(2);
    const auto end = body.find(delimiter);
    if (end == std::string_view::npos) return std::unexpected(FormError::malformed);
    auto part = parsePart(body.substr(0, end));
    if (!part) return std::unexpected(part.error());
    if (const auto error = addPart(form, *std::move(part), limits)) return std::unexpected(*error);
    body.remove_prefix(end + delimiter.size());
  }
  return form;
}

std::expected<Form, FormError> parseForm(const Request& request, const FormLimits& limits) {
  const std::string_view contentType =
      request.headers.find("Content-Type").value_or(std::string_view{});
  if (contentType.empty() && request.body.empty()) return Form{};
  if (const auto boundary = boundaryOf(contentType)) {
    return parseMultipart(request.body, *boundary, limits);
  }
  const auto type = parseParametrised(contentType);
  if (!type || !equalIgnoringCase(type->value, "application/x-www-form-urlencoded")) {
    return std::unexpected(FormError::notAForm);
  }
  auto fields = parseUrlencoded(request.body, limits);
  if (!fields) return std::unexpected(fields.error());
  return Form{*std::move(fields), {}};
}

}  // namespace refocus::http
