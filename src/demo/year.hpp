// A year of strengths conversations with one person of the demonstration: some are never asked,
// some say "none" at first, most say more each time; some conversations are left half done.
#pragma once

#include "demo/calendar.hpp"
#include "demo/content.hpp"
#include "demo/dice.hpp"
#include "demo/persona.hpp"
#include "practice/guide.hpp"

namespace refocus::demo {

enum class Asked {
  perhaps,  ///< as chance has it
  surely,   ///< at least twice, with strengths and actions: for the person who can sign in
};

/// Adds strengths, actions and conversations to the person. Each conversation keeps the rules of
/// practice/conversation.hpp, since it is made by its functions.
void liveTheYear(Dice& dice, const Calendar& calendar, const practice::StrengthsGuide& guide,
                 const Persona& persona, Asked asked, DemoPerson& person);

}  // namespace refocus::demo
