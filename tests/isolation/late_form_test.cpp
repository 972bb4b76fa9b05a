// Every form of the site map, one by one: its session ends while it is being filled in, it is sent,
// and somebody signs in on the page that comes. Its words come back to the account whose session it
// was; nobody else sees one of them.
#include "isolation/asking.hpp"
#include "site/frame.hpp"

namespace refocus::isolation {
namespace {

// Stands in no page and in no trust, so that a form's words can be told.
constexpr std::string_view kMark = "quillfeather";

std::string unescaped(std::string text) {
  for (const auto& [escaped, plain] :
       {std::pair{"&lt;", "<"}, std::pair{"&gt;", ">"}, std::pair{"&quot;", "\""},
        std::pair{"&#39;", "'"}, std::pair{"&amp;", "&"}}) {
    const std::string_view mark(escaped);
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      text.replace(at, mark.size(), plain);
    }
  }
  return text;
}

std::string attributeOf(std::string_view tag, std::string_view name) {
  const std::string mark = fmt::format(" {}=\"", name);
  const auto at = tag.find(mark);
  if (at == std::string_view::npos) return {};
  const auto begin = at + mark.size();
  return unescaped(std::string(tag.substr(begin, tag.find('"', begin) - begin)));
}

/// A form as a browser would send it without anything typed: its hidden fields.
struct Form {
  std::string action;
  http::Fields fields;
};

/// The form of the page whose action begins so.
std::optional<Form> formOn(const http::Response& page, std::string_view action) {
  const std::string_view body = page.bodyText();
  for (auto at = body.find("<form"); at != std::string_view::npos;
       at = body.find("<form", at + 1)) {
    std::string_view form = body.substr(at, body.find("</form>", at) - at);
    Form found{.action = attributeOf(form.substr(0, form.find('>')), "action"), .fields = {}};
    if (!found.action.starts_with(action) || found.action == "/sign-out") continue;
    for (auto tag = form.find("<input"); tag != std::string_view::npos;
         tag = form.find("<input", tag + 1)) {
      const std::string_view input = form.substr(tag, form.find('>', tag) - tag);
      if (attributeOf(input, "type") == "hidden") {
        found.fields.add(attributeOf(input, "name"), attributeOf(input, "value"));
      }
    }
    return found;
  }
  return std::nullopt;
}

std::string cookieIn(const http::Response& response, std::string_view name) {
  for (const std::string_view cookie : response.headers.all("Set-Cookie")) {
    if (!cookie.starts_with(std::string(name) + "=")) continue;
    const auto begin = name.size() + 1;
    return std::string(cookie.substr(begin, cookie.find(';') - begin));
  }
  return {};
}

/// Whether a form is never kept: it sends a password or a code.
bool holdsSecret(const Sent& sent) {
  return std::ranges::any_of(sent.fields, [](const auto& field) {
    return field.first.find("password") != std::string::npos || field.first.ends_with("code");
  });
}

class LateForms : public Isolation {
 protected:
  /// What somebody sends when their session has ended meanwhile.
  http::Response sentLate(const Visitor& author, const site::Route& route) {
    end(author);
    http::Fields words;
    words.add("in-their-own-words", fmt::format("{} of {}", kMark, owner().canary));
    return ask(author, route, namingOf(namesOf(route), owner()), std::move(words));
  }

  /// What the browser shows once this account has signed in on that page, and its new session.
  struct Arrived {
    http::Response page;
    std::string session;
  };
  Arrived signedInOn(const http::Response& page, const Trust& trust, const std::string& who) {
    auto form = formOn(page, "/sign-in");
    EXPECT_TRUE(form) << shortened(page.bodyText());
    if (!form) return {};
    form->fields.add("email", who + "@" + trust.canary + ".example.org");
    form->fields.add("password", std::string(kPassword));
    http::Request request =
        http::requestTo(Method::post, form->action, http::urlencoded(form->fields));
    request.headers.set("Cookie", "sign-in=" + cookieIn(page, "sign-in"));
    http::Response answer = http::settled(service().gate().answer(request));
    std::string session = cookieIn(answer, "session");
    EXPECT_FALSE(session.empty()) << who << " is not signed in";
    return {std::move(answer), std::move(session)};
  }

  void expectNothingFor(const Trust& trust, const std::string& who, const http::Response& late) {
    SCOPED_TRACE(who + " of " + trust.canary + " signs in");
    const auto arrived = signedInOn(late, trust, who);
    EXPECT_EQ(arrived.page.headers.find("Location").value_or("/"), "/");
    for (const std::string_view told :
         {kMark, std::string_view("signed out before"), std::string_view("kept for you"),
          std::string_view("kept-form")}) {
      EXPECT_FALSE(shows(arrived.page, told)) << told;
    }
  }

  /// Pressing the button that sends it again does what the form was for; but not with the token of
  /// the session that ended.
  void expectTaken(const site::Route& route, const Arrived& arrived) {
    if (!sentToRoute(route).file.empty()) {
      EXPECT_TRUE(shows(arrived.page, "caseload.csv"));
      EXPECT_TRUE(shows(arrived.page, "href=\"" + route.path + "?"));
      return;
    }
    const auto again = formOn(arrived.page, route.path.substr(0, route.path.find('{')));
    ASSERT_TRUE(again);
    const auto press = [&](http::Fields fields) {
      http::Request request =
          http::requestTo(Method::post, again->action, http::urlencoded(fields));
      request.headers.set("Cookie", "session=" + arrived.session);
      return http::settled(service().gate().answer(request));
    };
    http::Fields forged;
    for (const http::Field& field : again->fields) {
      forged.add(field.name, field.name == site::kCsrfField ? "forged" : field.value);
    }
    EXPECT_EQ(press(forged).status, 403);
    const Picture before = service().picture();
    const http::Response taken = press(again->fields);
    EXPECT_LT(taken.status, 400) << shortened(taken.bodyText());
    EXPECT_NE(before, service().picture()) << "it did nothing";
  }

  /// A search has nothing to save: it goes on to the list, with what was typed sealed in its
  /// address.
  void expectLedOn(const Arrived& arrived) {
    const std::string address(arrived.page.headers.find("Location").value_or(""));
    EXPECT_EQ(address.find("q="), std::string::npos) << address;
    http::Request request = http::requestTo(Method::get, address);
    request.headers.set("Cookie", "session=" + arrived.session);
    const http::Response list = http::settled(service().gate().answer(request));
    EXPECT_EQ(list.status, 200) << address;
    EXPECT_TRUE(shows(list, "value=\"o\"")) << shortened(list.bodyText());
  }

  static bool shows(const http::Response& page, std::string_view words) {
    return page.bodyText().find(words) != std::string_view::npos;
  }

 private:
  void end(const Visitor& visitor) {
    const auto& parts = service().book().parts();
    const auto live = parts.database.read([&](database::Read& read) {
      return people::readSession(read, parts.keys, visitor.token, theMoment(), {});
    });
    ASSERT_TRUE(live);
    const site::SignedIn& session = live->signedIn;
    service().book().write(session.actor, [&](record::Writing& writing) {
      people::endSession(writing, session.sessionIndex);
      return true;
    });
  }
};

TEST_P(LateForms, ComeBackToWhoseSessionItWasAndToNobodyElse) {
  for (const site::Route& route : site::Routes(routes())) {
    if (!isTried(route) || route.method != Method::post || route.path == "/sign-out") continue;
    SCOPED_TRACE(keyOf(route));
    prepare(route);
    const Visitor author = owner().rightful(route.permission);
    const http::Response late = sentLate(author, route);
    ASSERT_EQ(late.status, 401);
    EXPECT_FALSE(shows(late, kMark));
    EXPECT_FALSE(shows(late, owner().canary));

    const auto colleague = std::ranges::find_if(
        owner().visitors, [&](const Visitor& one) { return one.name != author.name; });
    expectNothingFor(owner(), colleague->name, late);
    expectNothingFor(other(), author.name, late);

    const auto arrived = signedInOn(late, owner(), author.name);
    if (sentToRoute(route).onlyLeadsOn) {
      expectLedOn(arrived);
    } else if (holdsSecret(sentToRoute(route))) {
      EXPECT_TRUE(shows(late, "nothing of it is kept"));
      EXPECT_FALSE(shows(arrived.page, kMark));
    } else {
      EXPECT_TRUE(shows(late, "kept for you alone"));
      EXPECT_TRUE(shows(arrived.page, kMark)) << shortened(arrived.page.bodyText());
      expectTaken(route, arrived);
    }
    service().beginAnew();
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, LateForms,
                         ::testing::Values(database::Engine::sqlite, database::Engine::postgresql),
                         engineName);

}  // namespace
}  // namespace refocus::isolation
