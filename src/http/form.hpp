// What a form sent: application/x-www-form-urlencoded or multipart/form-data (RFC 7578). Text is
// UTF-8 without NUL, its line ends LF. Everything is bounded by FormLimits (the whole by the
// server's body limit). Bad input is a FormError, never an exception.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/fields.hpp"
#include "http/request.hpp"

namespace refocus::http {

/// A file of a form. `content` is a view of the request's body: bytes, unchecked.
struct UploadedFile {
  std::string field;
  std::string name;  ///< the last part of the client's file name, UTF-8; empty if none was chosen
  std::string contentType;
  std::string_view content;
};

struct Form {
  Fields fields;
  std::vector<UploadedFile> files;

  /// The files chosen for one field of the form (an empty choice is left out).
  [[nodiscard]] std::vector<UploadedFile> filesOf(std::string_view field) const;
};

/// Reads the request's body by its Content-Type. An empty body without one is an empty form.
[[nodiscard]] std::expected<Form, FormError> parseForm(const Request& request,
                                                       const FormLimits& limits = {});
std::expected<Form, FormError> parseForm(Request&&, const FormLimits& = {}) = delete;

/// Reads a multipart body. `Form::files` are views of `body`.
[[nodiscard]] std::expected<Form, FormError> parseMultipart(std::string_view body,
                                                            std::string_view boundary,
                                                            const FormLimits& limits = {});
/// The boundary named by a multipart/form-data content type; nothing for any other type.
[[nodiscard]] std::optional<std::string> boundaryOf(std::string_view contentType);

}  // namespace refocus::http
