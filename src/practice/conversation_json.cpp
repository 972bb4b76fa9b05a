// Conversations as stored JSON.
#include <nlohmann/json.hpp>
#include <utility>

#include "practice/conversation.hpp"
#include "practice/stored.hpp"

namespace refocus::practice {

namespace {

constexpr std::int64_t kVersion = 1;

Json noteJson(const AreaNote& note) {
  Json json{{"area", stored(note.area)}, {"state", nameIn(kAreaStates, note.state)}};
  if (!note.reason.empty()) json["reason"] = note.reason;
  return json;
}

AreaNote noteOf(JsonValue json) {
  StoredObject object("conversation's area", json);
  AreaNote note{.area = object.area("area"), .state = object.named("state", kAreaStates)};
  if (object.optional("reason")) note.reason = object.text("reason");
  object.done();
  return note;
}

Json stepJson(const NextStep& step) {
  Json json{{"words", step.words}};
  if (step.offered) {
    json["offered"] = {{"key", step.offered->key.text()}, {"words", step.offered->words}};
  }
  if (step.when) json["when"] = step.when->text();
  return json;
}

NextStep stepOf(JsonValue json) {
  StoredObject object("conversation's next step", json);
  NextStep step{.words = object.text("words"), .when = object.optionalDate("when")};
  if (const auto offered = object.optional("offered")) {
    StoredObject chosen("conversation's offered step", *offered);
    step.offered = ChosenStep{.key = chosen.key("key"), .words = chosen.text("words")};
    chosen.done();
  }
  object.done();
  return step;
}

}  // namespace

std::string encode(const Conversation& conversation) {
  Json areas = Json::array();
  for (const auto& note : conversation.areas) areas.push_back(noteJson(note));
  Json prompts = Json::array();
  for (const auto& prompt : conversation.promptsOpened) prompts.push_back(prompt.text());

  Json json{{"v", kVersion},
            {"practice", nameIn(kPractices, conversation.practice)},
            {"wayIn", nameIn(kWaysIn, conversation.wayIn)},
            {"happened", conversation.happened.text()},
            {"state", nameIn(kConversationStates, conversation.state)},
            {"areas", std::move(areas)},
            {"nothingCameToMind", conversation.nothingCameToMind},
            {"promptsOpened", std::move(prompts)},
            {"made", stored(conversation.made)},
            {"confirmed", stored(conversation.confirmed)}};
  if (conversation.nextStep) json["nextStep"] = stepJson(*conversation.nextStep);
  return storedText("conversation", json);
}

Conversation decodeConversation(std::string_view text) {
  const auto json = storedJson("conversation", text);
  StoredObject object("conversation", json.value());
  object.version(kVersion);
  Conversation conversation{.practice = object.named("practice", kPractices),
                            .wayIn = object.named("wayIn", kWaysIn),
                            .happened = object.date("happened"),
                            .state = object.named("state", kConversationStates),
                            .nothingCameToMind = object.flag("nothingCameToMind"),
                            .made = object.thingVersions("made"),
                            .confirmed = object.thingVersions("confirmed")};
  for (const JsonValue note : object.list("areas")) conversation.areas.push_back(noteOf(note));
  conversation.promptsOpened = object.keys("promptsOpened");
  if (const auto step = object.optional("nextStep")) conversation.nextStep = stepOf(*step);
  if (!conversation.isOpen() && !conversation.nextStep) {
    object.refuse("nextStep", "is missing, though the conversation is finished");
  }
  object.done();
  return conversation;
}

}  // namespace refocus::practice
