#include "site/visit.hpp"

#include "base/fault.hpp"
#include "http/fields.hpp"

namespace refocus::site {

const access::Actor& Visit::actor() const {
  if (!signedIn_) throw Fault(FaultCode::notSignedIn, "nobody is signed in");
  return signedIn_->actor;
}

record::Book& Visit::book() const {
  snapshot_.reset();
  keepRead();
  return site_.book;
}

const http::Form& Visit::form() {
  if (!form_) {
    auto read = http::parseForm(request_);
    if (!read) throw Fault(FaultCode::badRequest, std::string(http::wordsOf(read.error())));
    form_ = std::move(*read);
  }
  return *form_;
}

void Visit::noSuchPage() { throw Fault(FaultCode::notFound, "the path holds no id"); }

}  // namespace refocus::site
