// Reasons, next steps, actions and guesses.
#include <array>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

using enum practice::Responsible;

constexpr std::string_view kAny = {};
constexpr std::string_view kQualities = "personal-qualities";
constexpr std::string_view kDaily = "daily-living";
constexpr std::string_view kMoney = "money";
constexpr std::string_view kWork = "work-and-learning";
constexpr std::string_view kSocial = "social-and-spiritual-support";
constexpr std::string_view kHealth = "health";
constexpr std::string_view kLeisure = "leisure";

constexpr std::array kReasons = std::to_array<BankReason>({
    {kAny, "That's private"},
    {kAny, "I talk about that with someone else"},
    {kAny, "There's nothing I want to change there"},
    {kAny, "I've been asked about it too many times"},
    {kAny, "It makes me think of bad things"},
    {kAny, "I don't see the point of that one"},
    {kAny, "I'd rather do it on my own at home"},
    {kAny, "It's fine as it is, leave it"},
    {kQualities, "I don't like talking about myself like that"},
    {kQualities, "In my family you don't praise yourself"},
    {kQualities, "Ask my {relative}, not me"},
    {kDaily, "My flat is my business"},
    {kDaily, "I've got a support worker for all that"},
    {kMoney, "My {relative} does all that and I'm happy with it"},
    {kMoney, "Money is not something I tell people about"},
    {kMoney, "I'm waiting for a letter, I can't think about it until it comes"},
    {kMoney, "There isn't any, so there's nothing to say"},
    {kWork, "Every time I talk about work they stop my money"},
    {kWork, "I'm retired as far as I'm concerned"},
    {kWork, "It only reminds me of what I lost"},
    {kSocial, "Not while my mum's in the room"},
    {kSocial, "My faith is between me and God"},
    {kSocial, "I want to say that to someone who isn't in an office"},
    {kSocial, "I've fallen out with everyone, I don't want to go there today"},
    {kHealth, "I talk to my doctor about that"},
    {kHealth, "We only ever talk about my health. Something else for once"},
    {kHealth, "I don't agree that I'm ill, so no"},
    {kLeisure, "I'm not a child, I don't need hobbies"},
    {kLeisure, "I can't enjoy anything at the moment so it makes it worse"},
    {kLeisure, "I've got enough to do"},
});

constexpr std::array kNextSteps = std::to_array<std::string_view>({
    "Ring my {relative} and tell them what I said",
    "Read it through on my own first",
    "Put the copy on my fridge",
    "Walk to the park before the next time we meet",
    "Ask {friend} what I'm good at, see if it's the same",
    "Look for a cooking class, both of us",
    "Bring my photos next time",
    "Write down one good thing every night",
    "Find out what the library does on a {day}",
    "Have a think about the money one",
    "Take it to my review and read it out",
    "Get my old drawings out from under the bed",
    "Do nothing with it for now, just know it's there",
    "Ask at the community centre about dominoes",
    "Meet in the café next time instead of here",
    "Tell the doctor what helps, in my words",
    "Try the breathing on the bus",
    "See if the allotment still has my name down",
    "Practise saying no to somebody safe",
    "Cook {dish} on {day} and see how it goes",
    "Ask for the group times again",
    "Make the list for the morning",
    "Get my guitar restrung",
    "Let my {relative} read it",
    "Go past {worship} and see when they're open",
    "Sort the letters into two piles",
    "Ring the college, you with me",
    "Talk about the tablets first, then this again",
    "Come back to health when I've slept",
    "Show it to the new worker so I don't have to start again",
});

constexpr std::array kActions = std::to_array<BankAction>({
    {kQualities, person, "Write down one thing I did well each evening for two weeks"},
    {kQualities, person, "Ask my {relative} and {friend} what they like about me"},
    {kQualities, together, "Put what I'm good at on one page that I can show to people"},
    {kQualities, worker, "Read my strengths out at the start of my review, before anything else"},
    {kQualities, together, "Practise what to say when I want to say no", "say no"},
    {kQualities, person, "Keep a book of the nice things that people say"},
    {kQualities, someoneElse, "Tell me three times when I was brave", "braver|trust myself",
     "my {relative}"},
    {kQualities, worker, "Find a peer worker I could talk to", "survivor|started again|listener"},
    {kQualities, person, "Bring my questions to the review, written down", "questions|curious"},

    {kDaily, person, "Cook {dish} once a week, starting this {day}", "cook|a good|at the table"},
    {kDaily, together, "Take the train two stops and back, then further", "train|bus"},
    {kDaily, worker, "Ring the housing office and tell me what they say", "garden|shouting|bed"},
    {kDaily, together, "Make a morning list and put it by the kettle", "list|morning|dressed"},
    {kDaily, person, "Sort one drawer a day", "front room|tidy"},
    {kDaily, someoneElse, "Lend me the steam cleaner and show me how it works", "front room",
     "my neighbour"},
    {kDaily, worker, "Send me the form for the moving list", "garden|shouting"},
    {kDaily, together, "Choose the paint for the bedroom", "Paint"},
    {kDaily, person, "Keep {day} as the day for the washing", "washing|support worker"},
    {kDaily, together, "Find out whether I may have a pet where I live", "like to have a"},
    {kDaily, person, "Do one thing of it each {day} and tick it off"},
    {kDaily, together, "Look at what a good day is made of, hour by hour"},

    {kMoney, together, "Go to the advice centre and check my benefits"},
    {kMoney, person, "Start the envelopes again on payday", "envelopes|Not run out"},
    {kMoney, worker, "Find out what help there is with the gas", "key meter|rent|Not run out"},
    {kMoney, person, "Put two pounds in the jar each week", "save|Save|presents|by the sea"},
    {kMoney, together, "Open all the letters, one hour, tea and biscuits", "letters|forms"},
    {kMoney, someoneElse, "Sit with me while I ring the bank", "card|bank", "my {relative}"},
    {kMoney, worker, "Write the supporting letter and show it to me before it goes",
     "should be getting|letters"},
    {kMoney, together, "Make a plan for the holiday money", "by the sea"},
    {kMoney, person, "Write down what I spend for one week and bring it"},

    {kWork, together, "Visit the college open evening", "course|college|certificate|learn"},
    {kWork, worker, "Refer me to the employment worker", "job|boss|manager|kitchens|plaster"},
    {kWork, person, "Ring the charity shop about one morning a week", "voluntary|volunteer"},
    {kWork, together, "Write a list of what I can do, for job forms"},
    {kWork, person, "Finish the reading book before the next lesson", "English|read"},
    {kWork, someoneElse, "Tell me about the volunteer driver scheme", "drive|driving|drove",
     "{friend}"},
    {kWork, worker, "Ask the café project whether there is a place", "café|bake"},
    {kWork, person, "Get my certificates out and make copies"},
    {kWork, together, "Practise what I would tell a boss, and what I wouldn't", "boss|job"},
    {kWork, worker, "Find out about training as a peer worker", "help other people"},

    {kSocial, person, "Ring my {relative} on {day}", "{relative}"},
    {kSocial, together, "Go to {worship} together the first time", "{worship}"},
    {kSocial, worker, "Find out when the hearing voices group meets", "group|been through it"},
    {kSocial, person, "Meet {friend} for a coffee, my turn to pay", "{friend}|friend|online"},
    {kSocial, together, "Write the letter to my {relative}, send it only if I want to",
     "Make it up"},
    {kSocial, someoneElse, "Come with me to the group", "group|friend", "{friend}"},
    {kSocial, worker, "Ask about contact with my children, and tell me the steps",
     "see my children"},
    {kSocial, person, "Say good morning to the people downstairs", "friend|asked for help"},
    {kSocial, worker, "Look for a group for gay and bisexual men near here", "gay men"},
    {kSocial, worker, "Ask the chaplain who there is to talk to about faith",
     "believe in|pray|holy book|bigger than me"},
    {kSocial, together, "Find somewhere to meet people that isn't a service",
     "girlfriend|speak {language}"},
    {kSocial, together, "Write down who I can ring, and when they like to be rung"},

    {kHealth, person, "Walk to the river and back three times a week", "walk|run for|weight"},
    {kHealth, together, "Write down my warning signs and who to ring", "signs|early|not right"},
    {kHealth, worker, "Book a medicines review and come with me", "dose|tablet|mornings"},
    {kHealth, person, "Phone off at ten, bed at half past", "sleep|bed at ten"},
    {kHealth, together, "Go to the pool on a {day} when it's quiet", "pool|gym|weight"},
    {kHealth, worker, "Find a dentist who takes new people", "teeth"},
    {kHealth, someoneElse, "Ring me if I go quiet for three days", "signs|early|{relative}",
     "my {relative}"},
    {kHealth, person, "Bring my questions about the dose, written down", "dose|tablet"},
    {kHealth, together, "Plan for the days when it is bad, on one page"},
    {kHealth, worker, "Ask the stop-smoking service for a time", "Cut down to five"},
    {kHealth, together, "Go through what happened, in my order, with a cup of tea",
     "understand what happened"},

    {kLeisure, person, "Draw for half an hour before bed", "draw|art|paint"},
    {kLeisure, together, "Find out about the choir at the community centre", "choir|sang"},
    {kLeisure, someoneElse, "Come to the match with me", "match|Football", "{friend}"},
    {kLeisure, person, "Go to the allotment on a {day}, even to sit", "allotment"},
    {kLeisure, worker, "Ask whether the art room still runs", "art room|paint"},
    {kLeisure, person, "Get the records out and play one a day", "records|DJ"},
    {kLeisure, together, "Plan a day at the sea", "the sea"},
    {kLeisure, person, "Join the library", "library|shelf|poems"},
    {kLeisure, together, "Try the pool at a quiet time, shallow end", "swim"},
    {kLeisure, person, "Keep an hour for it every {day}"},
    {kLeisure, together, "Find out what there is near me that is free"},
});

constexpr std::array kGuesses = std::to_array<BankGuess>({
    {kQualities, "Sense of humour, though they may not say so themselves"},
    {kQualities, "Determined, never missed an appointment"},
    {kQualities, "Thoughtful, asks after other people"},
    {kQualities, "I honestly don't know. I mostly see the bad days"},
    {kDaily, "Manages the shopping and the buses well"},
    {kDaily, "Keeps a very tidy room"},
    {kDaily, "Cooking, I think, from what the family said"},
    {kDaily, "Struggles here, I would guess nothing"},
    {kMoney, "Careful with money when well"},
    {kMoney, "Gets help from family"},
    {kMoney, "May not want to talk about this"},
    {kWork, "Worked for years before becoming unwell"},
    {kWork, "Speaks more than one language"},
    {kWork, "Would like a job but I wonder about the pressure"},
    {kWork, "Good with their hands"},
    {kSocial, "Close to one relative"},
    {kSocial, "Faith may matter more than we have asked about"},
    {kSocial, "Quite isolated, I think"},
    {kSocial, "One good friend from the ward"},
    {kHealth, "Recognises early signs"},
    {kHealth, "Walks a lot"},
    {kHealth, "Takes medication regularly"},
    {kHealth, "Sleep is the thing that helps most"},
    {kLeisure, "Music"},
    {kLeisure, "Football?"},
    {kLeisure, "Art, saw some drawings on a home visit"},
    {kLeisure, "Watches films"},
    {kLeisure, "I have never asked"},
});

}  // namespace

std::span<const BankReason> bankReasons() { return kReasons; }

std::span<const std::string_view> bankNextSteps() { return kNextSteps; }

std::span<const BankAction> bankActions() { return kActions; }

std::span<const BankGuess> bankGuesses() { return kGuesses; }

}  // namespace refocus::demo
