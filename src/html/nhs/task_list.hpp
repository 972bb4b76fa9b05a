// Tags and the list of tasks that wears them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "html/html.hpp"

namespace refocus::html::nhs {

enum class TagColour : std::uint8_t {
  standard,
  none,
  white,
  grey,
  green,
  aquaGreen,
  blue,
  purple,
  pink,
  red,
  orange,
  yellow,
};

/// A status in a word or two. Named after nhsuk-frontend's tag; html::Tag is an element's name.
struct StatusTag {
  Content text = {};
  TagColour colour = TagColour::standard;
  bool border = true;
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html tag(const StatusTag& options);

struct TaskStatus {
  Content text = {};
  std::optional<StatusTag> tag = {};  ///< instead of the text
  std::string classes = {};
};

/// Without a heading it is left out, but the ids of those after it stay.
struct TaskListItem {
  Content heading = {};
  std::string href = {};  ///< without one the task cannot be started yet
  Content hint = {};
  TaskStatus status = {};
  std::string classes = {};
};

struct TaskList {
  std::vector<TaskListItem> items = {};
  std::string idPrefix = "task-list";
  std::string id = {};
  std::string classes = {};
  Attributes attributes = {};
};

[[nodiscard]] Html taskList(const TaskList& options);

}  // namespace refocus::html::nhs
