// What is there now, in people's plain words.
#include <array>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

constexpr auto kNow = practice::StrengthKind::now;
constexpr unsigned I = kIndividual;
constexpr unsigned P = kInterpersonal;
constexpr unsigned E = kEnvironmental;

constexpr std::string_view kQualities = "personal-qualities";
constexpr std::string_view kDaily = "daily-living";
constexpr std::string_view kMoney = "money";
constexpr std::string_view kWork = "work-and-learning";
constexpr std::string_view kSocial = "social-and-spiritual-support";
constexpr std::string_view kHealth = "health";
constexpr std::string_view kLeisure = "leisure";

constexpr std::array kBank = std::to_array<BankStrength>({
    {kQualities, kNow, I, "I don't give up. It might take me all day but I get there"},
    {kQualities, kNow, I, "People say I'm funny. I can make the whole waiting room laugh"},
    {kQualities, kNow, I | P, "I'm a good listener, people tell me things"},
    {kQualities, kNow, I, "I'm honest, sometimes too honest"},
    {kQualities, kNow, I | P, "I'm kind. I notice when someone is on their own"},
    {kQualities, kNow, I,
     "Stubborn. My {relative} says it like it's a bad thing but it got me here"},
    {kQualities, kNow, I, "I think about things deeply"},
    {kQualities, kNow, I | P, "I always keep my word"},
    {kQualities, kNow, I, "I've got a good memory for faces and for numbers"},
    {kQualities, kNow, I, "I can laugh at myself"},
    {kQualities, kNow, I | P, "I stand up for people who get picked on"},
    {kQualities, kNow, I, "I am patient, I can wait"},
    {kQualities, kNow, I, "I'm a survivor. Simple as that"},
    {kQualities, kNow, I, "I like to look smart, I take pride in it"},
    {kQualities, kNow, I, "I'm curious, I want to know how everything works"},
    {kQualities, kNow, I | P, "I'm polite. I was brought up properly"},

    {kDaily, kNow, I, "I make a good {dish}"},
    {kDaily, kNow, I, "I get up at seven every day, nobody has to wake me"},
    {kDaily, kNow, E, "I've got my own front door and I like the flat", "home"},
    {kDaily, kNow, I, "My room is tidy, I know where everything is"},
    {kDaily, kNow, I, "I know all the bus routes, I never get lost"},
    {kDaily, kNow, I | P, "My {pet} gets fed before I do. It keeps me to a routine", "pet"},
    {kDaily, kNow, I, "I do my washing on a {day} and it's done"},
    {kDaily, kNow, E, "There's a market near me, fresh veg and it's cheap"},
    {kDaily, kNow, I, "I grow chillies and mint on the windowsill"},
    {kDaily, kNow, I | P, "I help my neighbour put the bins out, she gives me cake"},
    {kDaily, kNow, I, "I can mend most things, taps, bikes, whatever"},
    {kDaily, kNow, E, "It's quiet where I live now. I can sleep", "home"},
    {kDaily, kNow, P, "My {relative} comes round on a {day} and we do the big shop"},
    {kDaily, kNow, I, "I wrote myself a list for the morning and it's stuck on the fridge"},

    {kMoney, kNow, I, "I put the rent first. Never missed one since I moved in"},
    {kMoney, kNow, I, "I write down what I spend in a little book"},
    {kMoney, kNow, I, "I'm good at finding bargains, the reduced shelf at half seven"},
    {kMoney, kNow, I, "I save two pounds a week in a jar"},
    {kMoney, kNow, P, "My {relative} helps me with the forms"},
    {kMoney, kNow, E, "There's an advice centre at the library and they know me"},
    {kMoney, kNow, I, "I don't owe anybody anything"},
    {kMoney, kNow, E, "I've got a proper bank account now with a card"},
    {kMoney, kNow, I, "I know what every penny is for"},
    {kMoney, kNow, P | E, "Me and {friend} share the internet so it's half price"},
    {kMoney, kNow, I, "I stopped buying scratch cards in the new year"},

    {kWork, kNow, I, "I speak {language} and English, I've always translated for people"},
    {kWork, kNow, I, "I did fifteen years in kitchens, I can run a service"},
    {kWork, kNow, I | P, "I volunteer at the charity shop on a {day}"},
    {kWork, kNow, I, "I taught myself guitar from the internet"},
    {kWork, kNow, I | P, "I brought up two children. That's work", "children"},
    {kWork, kNow, I, "I've got my certificate for health and safety"},
    {kWork, kNow, I, "I'm good with computers, people bring me their phones to fix"},
    {kWork, kNow, I, "I read a lot, mostly history"},
    {kWork, kNow, I, "I learn fast when someone shows me instead of telling me"},
    {kWork, kNow, I | E, "I'm doing maths at the college, one evening a week"},
    {kWork, kNow, I, "I can plaster a wall, lay a floor, you name it"},
    {kWork, kNow, I | P, "I looked after my {relative} for years when nobody else would"},
    {kWork, kNow, I, "I passed my driving test first time", "driving"},

    {kSocial, kNow, P, "My {relative}. Rings me every {day} without fail"},
    {kSocial, kNow, P, "{friend}. We met on the ward and we still look out for each other"},
    {kSocial, kNow, P | E, "I go to {worship}, they never treated me different"},
    {kSocial, kNow, I, "I pray. It settles me"},
    {kSocial, kNow, P, "My partner. She knows when to leave me be", "love"},
    {kSocial, kNow, P, "My boyfriend, we've been together three years now", "love"},
    {kSocial, kNow, P | E, "The hearing voices group. I don't have to explain anything there"},
    {kSocial, kNow, P, "The lads at the barber's, they save me a seat"},
    {kSocial, kNow, P, "I've got people online who I've known for ten years"},
    {kSocial, kNow, I, "I believe things happen for a reason"},
    {kSocial, kNow, P, "My kids. They're the reason", "children"},
    {kSocial, kNow, I | P, "I'm proud of where my family comes from"},
    {kSocial, kNow, I, "When I'm by the water I feel there's something bigger than me"},
    {kSocial, kNow, P, "The woman in the café knows my name and my order"},
    {kSocial, kNow, I | P, "I'm out, and I'm fine with who I am. That took a long time", "love"},
    {kSocial, kNow, P, "My {pet}. Don't laugh, that's family", "pet"},

    {kHealth, kNow, I, "I walk everywhere, an hour a day at least"},
    {kHealth, kNow, I, "I know my signs now. When I stop sleeping I ring someone"},
    {kHealth, kNow, I, "I've not had a drink for eight months", "drink"},
    {kHealth, kNow, P, "My GP listens. It took me years to find one who does"},
    {kHealth, kNow, I, "Music in my headphones turns the voices down"},
    {kHealth, kNow, I, "I take my tablets, I set an alarm for it"},
    {kHealth, kNow, I, "I breathe in for four and out for six, it works on the bus"},
    {kHealth, kNow, I | E, "I go to the pool when it's quiet, {day} mornings"},
    {kHealth, kNow, I, "I sleep all right, most nights anyway", "sleep"},
    {kHealth, kNow, I, "I eat fruit every day"},
    {kHealth, kNow, I, "I gave up smoking. Nobody thought I could", "smoking"},
    {kHealth, kNow, P, "The pharmacist sorts my week out in the box, nice lad"},
    {kHealth, kNow, I, "I can tell people when I'm not right, I couldn't before"},

    {kLeisure, kNow, I, "I draw every day. Faces mostly"},
    {kLeisure, kNow, I | P, "Football. I never miss a match on the radio with {friend}"},
    {kLeisure, kNow, I, "Old films, black and white ones"},
    {kLeisure, kNow, I | E, "My bit of the allotment. I sit there even if I don't dig"},
    {kLeisure, kNow, I, "I write poems. I don't show them to anyone yet"},
    {kLeisure, kNow, I, "I've got all my records, reggae, soul, some jazz"},
    {kLeisure, kNow, I | P, "Cooking {dish} for other people"},
    {kLeisure, kNow, I, "I knit. I've done hats for half the street"},
    {kLeisure, kNow, I, "Chess on my phone, I'm getting quite good"},
    {kLeisure, kNow, P | E, "Dominoes at the community centre on a {day}"},
    {kLeisure, kNow, I, "I know every bird in that park"},
    {kLeisure, kNow, I, "Dancing round the kitchen when nobody's looking"},
    {kLeisure, kNow, I | P, "Playing games online with my {sibling}'s boys"},
    {kLeisure, kNow, I, "Fishing. You don't have to talk"},
});

}  // namespace

std::span<const BankStrength> strengthsThereNow() { return kBank; }

}  // namespace refocus::demo
