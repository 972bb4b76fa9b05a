// The demonstration's care-plan actions: made from what was said, some kept, some overdue.
#pragma once

#include "demo/calendar.hpp"
#include "demo/content.hpp"
#include "demo/dice.hpp"
#include "demo/persona.hpp"
#include "practice/guide.hpp"

namespace refocus::demo {

/// Adds to the person, and to the conversation, the actions that it led to; often none.
void addActions(Dice& dice, const Calendar& calendar, const practice::StrengthsGuide& guide,
                const Persona& persona, Date day, DemoPerson& person,
                DemoConversation& conversation);

}  // namespace refocus::demo
