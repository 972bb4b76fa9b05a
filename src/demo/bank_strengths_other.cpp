// What people want, and what has worked before, in their plain words.
#include <array>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

constexpr auto kWants = practice::StrengthKind::wants;
constexpr auto kBefore = practice::StrengthKind::before;
constexpr unsigned I = kIndividual;
constexpr unsigned P = kInterpersonal;
constexpr unsigned E = kEnvironmental;
constexpr auto kWomen = Whose::women;
constexpr auto kMen = Whose::men;
constexpr auto kNewSpeakers = Whose::newSpeakers;

constexpr std::string_view kQualities = "personal-qualities";
constexpr std::string_view kDaily = "daily-living";
constexpr std::string_view kMoney = "money";
constexpr std::string_view kWork = "work-and-learning";
constexpr std::string_view kSocial = "social-and-spiritual-support";
constexpr std::string_view kHealth = "health";
constexpr std::string_view kLeisure = "leisure";

constexpr std::array kWanted = std::to_array<BankStrength>({
    {kQualities, kWants, I, "I'd like to trust myself more"},
    {kQualities, kWants, I | P, "I want people to know I'm clever, not just ill"},
    {kQualities, kWants, I, "To be the calm one again"},
    {kQualities, kWants, I, "I want to say no and mean it"},
    {kQualities, kWants, I, "Be a bit braver about new places"},
    {kQualities, kWants, I | P, "For my {relative} to be proud of me"},
    {kQualities, kWants, I, "I want to finish something I start"},

    {kDaily, kWants, E, "A place with a garden, even a small one", "home"},
    {kDaily, kWants, I, "To cook proper meals, not just toast"},
    {kDaily, kWants, I, "Get the front room sorted so someone can sit in it"},
    {kDaily, kWants, I, "I want to get the train by myself again"},
    {kDaily, kWants, E, "Somewhere without shouting upstairs", "home"},
    {kDaily, kWants, I | P, "I'd like to have a {pet}", "pet"},
    {kDaily, kWants, I, "A reason to get up in the morning"},
    {kDaily, kWants, I, "Paint the bedroom. Not white"},
    {kDaily, kWants, E, "A decent bed, mine's finished"},

    {kMoney, kWants, I, "Save enough to take my {relative} out for a meal"},
    {kMoney, kWants, I, "To understand the letters"},
    {kMoney, kWants, I, "I want to pay my own way"},
    {kMoney, kWants, E, "Someone to check that I get what I should be getting"},
    {kMoney, kWants, I, "A week by the sea, paid for, no borrowing"},
    {kMoney, kWants, I, "Be able to buy birthday presents"},
    {kMoney, kWants, I, "Not run out before the {day}"},
    {kMoney, kWants, I, "To look after my own card again"},

    {kWork, kWants, I | E, "A part-time job, with my hands, not in an office"},
    {kWork, kWants, I, "I want to learn to drive", "driving"},
    {kWork, kWants, I | P, "To help other people who are going through it"},
    {kWork, kWants, I, "Get my English certificate", "english", kNewSpeakers},
    {kWork, kWants, I, "I'd like to bake for a living one day"},
    {kWork, kWants, E, "A boss who knows, so I don't have to hide it"},
    {kWork, kWants, I, "To go back and finish the course I left"},
    {kWork, kWants, I | P, "Teach my {sibling}'s little one to read"},
    {kWork, kWants, I, "Try voluntary work and see if I can stick it"},

    {kSocial, kWants, P, "I want to see my children more", "children"},
    {kSocial, kWants, P, "A girlfriend. I'd like someone to go for walks with", "love", kMen},
    {kSocial, kWants, P, "To meet other gay men my age, not in a bar", "love", kMen},
    {kSocial, kWants, P | E, "I'd like to go back to {worship}, but with somebody the first time"},
    {kSocial, kWants, P, "Make it up with my {relative}"},
    {kSocial, kWants, P, "One friend who isn't staff"},
    {kSocial, kWants, I, "Find out what I believe in"},
    {kSocial, kWants, P, "Somebody to speak {language} with"},
    {kSocial, kWants, P, "To be asked for help for once, instead of giving me it"},

    {kHealth, kWants, I, "To sleep through", "sleep"},
    {kHealth, kWants, I, "Lose a bit of the weight the tablets put on"},
    {kHealth, kWants, I | P, "I want a say about the dose"},
    {kHealth, kWants, I, "To run for a bus and catch it"},
    {kHealth, kWants, I, "Get my teeth done, so I can smile in photos"},
    {kHealth, kWants, I, "Feel like me in the mornings, not like wading through mud"},
    {kHealth, kWants, I, "Cut down to five a day, then none", "smoking"},
    {kHealth, kWants, I, "I want to understand what happened to me"},

    {kLeisure, kWants, I | E, "To play in a band again, or just jam"},
    {kLeisure, kWants, I, "Learn to swim"},
    {kLeisure, kWants, I | P, "Go to a match, in the ground, with {friend}"},
    {kLeisure, kWants, I, "See the sea before the summer's over"},
    {kLeisure, kWants, I, "I want my own camera"},
    {kLeisure, kWants, P | E, "Join a choir where you don't have to read music"},
    {kLeisure, kWants, I, "Sit in the library and not feel watched"},
    {kLeisure, kWants, I, "I'd like to paint something big"},
});

constexpr std::array kWorked = std::to_array<BankStrength>({
    {kQualities, kBefore, I, "When my mum died I held everyone together. I didn't know I could"},
    {kQualities, kBefore, I, "I came to this country with one bag and learned it all", "english",
     kNewSpeakers},
    {kQualities, kBefore, I, "I got through school being the funny one"},
    {kQualities, kBefore, I, "I was in hospital five months and I never stopped asking questions"},
    {kQualities, kBefore, I | P, "My nan said I had a good heart, and I remember it when it's bad"},
    {kQualities, kBefore, I, "I've started again from nothing twice"},

    {kDaily, kBefore, I, "When I had a list on the door I got everything done"},
    {kDaily, kBefore, P, "When I lived with my {relative} we ate at the table every night"},
    {kDaily, kBefore, E, "The supported flat was good, there was always someone in the office"},
    {kDaily, kBefore, I, "Getting dressed before breakfast. Sounds daft but it works"},
    {kDaily, kBefore, P, "My old support worker came shopping with me till I could do it alone"},
    {kDaily, kBefore, I, "I kept a dog for eleven years, walked him twice a day", "pet"},
    {kDaily, kBefore, I, "I ran a house with four people in it once"},

    {kMoney, kBefore, I, "I had envelopes, rent, food, gas. It worked for years"},
    {kMoney, kBefore, P, "A lady at the advice centre rang them up for me and it was sorted"},
    {kMoney, kBefore, P, "My {relative} kept my card for me in a bad patch, I asked for that"},
    {kMoney, kBefore, I, "I paid off eight hundred pounds, ten pounds at a time"},
    {kMoney, kBefore, E, "The key meter. You can see it going down"},
    {kMoney, kBefore, I, "When I was working I put something by every month"},

    {kWork, kBefore, I | P, "I drove a bus for nine years. I liked the regulars", "driving"},
    {kWork, kBefore, I, "I was good at art at school, I won a prize"},
    {kWork, kBefore, P | E, "The café project. They let me start with two hours"},
    {kWork, kBefore, I, "Night shifts suited me, nobody breathing down my neck"},
    {kWork, kBefore, I | P, "I had a stall on the market and I knew everybody"},
    {kWork, kBefore, I, "I did my English course with my {relative} testing me at night", "english",
     kNewSpeakers},
    {kWork, kBefore, P, "A manager who just asked me straight what I needed"},
    {kWork, kBefore, I, "I was a mechanic, I can still hear what's wrong with an engine",
     "driving"},

    {kSocial, kBefore, P, "When I was in hospital {friend} came every {day}, two buses each way"},
    {kSocial, kBefore, P | E, "The women's group. We cooked and talked, no one took notes", "group",
     kWomen},
    {kSocial, kBefore, P | E, "I sang at {worship} when I was young, I knew I belonged"},
    {kSocial, kBefore, I, "Reading my holy book in the morning before anything else"},
    {kSocial, kBefore, P, "My grandmother. She believed me when nobody did"},
    {kSocial, kBefore, P, "Someone who'd been through it themselves. He got it straight off"},
    {kSocial, kBefore, P, "The neighbours' kids used to knock for me to play cricket"},

    {kHealth, kBefore, I, "Going to bed at ten, no phone, for a month. I was like new"},
    {kHealth, kBefore, I | P, "Telling my {relative} early, before it got big"},
    {kHealth, kBefore, I, "I came off the cannabis by seeing different people for a while"},
    {kHealth, kBefore, P, "A nurse who told me what each tablet was for"},
    {kHealth, kBefore, I | E, "The gym pass. I went three times a week while I had it"},
    {kHealth, kBefore, I, "Writing down what the voices say and answering back on paper"},
    {kHealth, kBefore, E, "A week at my {relative}'s in the countryside, away from it all"},
    {kHealth, kBefore, P, "The crisis plan. We made it together and they stuck to it"},

    {kLeisure, kBefore, P, "We had a five-a-side team at the day centre. We weren't good"},
    {kLeisure, kBefore, I, "I used to DJ at parties, I had a name and everything"},
    {kLeisure, kBefore, I, "I kept pigeons with my dad"},
    {kLeisure, kBefore, I, "I read the whole of the crime shelf, one after the other"},
    {kLeisure, kBefore, I | P, "Cooking {dish} with my {relative} on holidays"},
    {kLeisure, kBefore, I, "I ran for the school, four hundred metres"},
    {kLeisure, kBefore, P | E, "The art room. You could stay as long as you liked"},
});

}  // namespace

std::span<const BankStrength> strengthsWanted() { return kWanted; }

std::span<const BankStrength> strengthsFromBefore() { return kWorked; }

}  // namespace refocus::demo
