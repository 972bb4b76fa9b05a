// Given and family names that go together, drawn at random: no combination is anybody.
#include <algorithm>
#include <array>
#include <utility>

#include "demo/bank.hpp"

namespace refocus::demo {

namespace {

using std::string_view;
using N = const std::array<string_view, 12>;

constexpr N kBritishWomen{
    "Katherine/Kath",  "Susan/Sue", "Emma",          "Charlotte/Charlie", "Zoë",
    "Margaret/Maggie", "Hannah",    "Rebecca/Becky", "Joanna/Jo",         "Alison",
    "Freya",           "Tracey"};
constexpr N kBritishMen{"Robert/Rob",        "Stephen/Steve", "Daniel/Dan", "Thomas/Tom",
                        "Christopher/Chris", "Andrew/Andy",   "Callum",     "Gary",
                        "Michael/Mick",      "Peter/Pete",    "Jack",       "Duncan"};
constexpr N kBritishFamilies{"Hartley", "Pickering", "Dunn",  "Fairweather", "Marsden", "Ogilvie",
                             "Tate",    "Wetherby",  "Lomax", "Brindle",     "Kershaw", "Munro"};

constexpr N kWelshWomen{"Siân",  "Rhiannon", "Angharad", "Carys",  "Nerys", "Bethan/Beth",
                        "Eleri", "Gwen",     "Mair",     "Delyth", "Non",   "Lowri"};
constexpr N kWelshMen{"Gareth/Gaz", "Rhys",  "Dafydd/Dai", "Emyr", "Huw",   "Iwan",
                      "Aled",       "Owain", "Gethin",     "Glyn", "Ieuan", "Meirion"};
constexpr N kWelshFamilies{"Pritchard", "Bevan", "Probert", "Llewellyn", "Gwynne",      "Parry",
                           "Mostyn",    "Tudor", "Vaughan", "Meredith",  "Cadwallader", "Howell"};

constexpr N kIrishWomen{"Siobhán", "Aoife", "Bridget/Bridie", "Niamh",         "Colleen", "Deirdre",
                        "Maeve",   "Orla",  "Sinéad",         "Kathleen/Kath", "Gráinne", "Nuala"};
constexpr N kIrishMen{"Seán",   "Declan", "Patrick/Paddy", "Eoin",  "Brendan", "Cormac",
                      "Fergal", "Liam",   "Padraig",       "Conor", "Eamon",   "Dermot"};
constexpr N kIrishFamilies{"O'Rourke", "Gallagher", "Brennan", "Mac Giolla", "Keane",    "Devlin",
                           "Fahy",     "O'Dowd",    "Sweeney", "Tierney",    "Moriarty", "Hanlon"};

constexpr N kCaribbeanWomen{"Marcia",  "Yvonne", "Shanice",      "Claudette", "Jacqueline/Jackie",
                            "Sonia",   "Keisha", "Beverley/Bev", "Tanisha",   "Merle",
                            "Natalie", "Dionne"};
constexpr N kCaribbeanMen{"Winston", "Leroy",    "Delroy",  "Marlon", "Curtis",        "Tyrone",
                          "Errol",   "Jermaine", "Neville", "Damian", "Clifton/Cliff", "Andre"};
constexpr N kCaribbeanFamilies{"Grant", "Bailey",  "Francis", "Lawes",  "Pinnock", "Samuels",
                               "Whyte", "Barrett", "Gayle",   "Morgan", "Reid",    "Dacosta"};

constexpr N kWestAfricanWomen{"Amara",   "Adaeze/Ada",    "Folake",   "Ngozi",
                              "Abena",   "Titilayo/Titi", "Efua",     "Chidinma",
                              "Yetunde", "Akosua",        "Blessing", "Ifeoma/Ify"};
constexpr N kWestAfricanMen{"Chinedu",        "Kwame",     "Babatunde/Tunde", "Emeka", "Kofi",
                            "Oluwaseun/Seun", "Yaw",       "Ikenna",          "Femi",  "Kojo",
                            "Obinna",         "Samuel/Sam"};
constexpr N kWestAfricanFamilies{"Okonjo", "Adeyemi", "Mensah", "Boateng", "Nwosu",    "Balogun",
                                 "Asante", "Eze",     "Owusu",  "Adebayo", "Amponsah", "Uzoma"};

constexpr N kSomaliWomen{"Hodan", "Ifrah",  "Sagal", "Hibo", "Fartun", "Ayan",
                         "Deqa",  "Khadra", "Nasra", "Ubah", "Idil",   "Ladan"};
constexpr N kSomaliMen{"Abdirahman/Abdi", "Liban", "Guled", "Mahad",  "Warsame", "Bashir",
                       "Yusuf",           "Ayub",  "Jama",  "Sharif", "Hassan",  "Zakaria/Zak"};
constexpr N kSomaliFamilies{"Warsame", "Farah",   "Jama",  "Dirie",  "Nur",   "Abshir",
                            "Hersi",   "Samatar", "Duale", "Guleed", "Roble", "Egal"};

constexpr N kPunjabiWomen{"Harpreet/Harps", "Jasleen/Jas", "Manjit",  "Simran",
                          "Gurpreet",       "Kiran",       "Navdeep", "Sukhwinder/Suki",
                          "Amrit",          "Rajinder",    "Anita",   "Meena"};
constexpr N kPunjabiMen{"Gurdeep", "Manpreet/Manny", "Jaspal/Jas", "Rajesh/Raj",
                        "Sukhdev", "Amandeep/Aman",  "Kulwant",    "Vikram/Vik",
                        "Harjit",  "Ranjit",         "Dilip",      "Balbir"};
constexpr N kPunjabiFamilies{"Gill",  "Sandhu", "Dhaliwal", "Sharma", "Bains", "Grewal",
                             "Patel", "Johal",  "Mehta",    "Sidhu",  "Rai",   "Chauhan"};

constexpr N kSouthAsianWomen{"Ayesha",  "Nasreen", "Shazia", "Farzana", "Rukhsana", "Sumaiya",
                             "Tahmina", "Shirin",  "Zainab", "Rabia",   "Nusrat",   "Mehwish"};
constexpr N kSouthAsianMen{"Imran", "Tariq",  "Faisal", "Shafiq", "Asif",   "Rafiq",
                           "Kamal", "Nadeem", "Jamil",  "Salman", "Mahbub", "Usman"};
constexpr N kPakistaniFamilies{"Qureshi", "Malik",  "Chaudhry", "Siddiqui", "Bhatti", "Raja",
                               "Mirza",   "Ashraf", "Javed",    "Sheikh",   "Butt",   "Awan"};
constexpr N kBangladeshiFamilies{"Uddin", "Miah",     "Chowdhury", "Rahman", "Sultana", "Haque",
                                 "Islam", "Talukdar", "Mazumder",  "Sarkar", "Bhuiyan", "Kabir"};

constexpr N kPolishWomen{"Agnieszka/Aga", "Katarzyna/Kasia", "Małgorzata/Gosia", "Ewa",
                         "Joanna/Asia",   "Beata",           "Halina",           "Magdalena/Magda",
                         "Zofia",         "Iwona",           "Danuta",           "Monika"};
constexpr N kPolishMen{"Łukasz",  "Tomasz/Tomek",    "Paweł",          "Krzysztof/Krzysiek",
                       "Marek",   "Wojciech/Wojtek", "Jarosław/Jarek", "Piotr",
                       "Andrzej", "Rafał",           "Adam",           "Mateusz"};
constexpr N kPolishFamilies{"Wójcik",  "Zając", "Kaczmarek", "Piątek", "Dudek",  "Sikora",
                            "Walczak", "Baran", "Szulc",     "Mazur",  "Pawlak", "Górecki"};

constexpr N kTurkishWomen{"Ayşe",  "Elif",   "Zeynep", "Gülay", "Müge",  "Berfin",
                          "Sevgi", "Hatice", "Nurhan", "Dilek", "Rojin", "Selin"};
constexpr N kTurkishMen{"Mehmet", "Kemal", "Emre",  "Murat", "Serkan", "Baran",
                        "Hakan",  "Ozan",  "Yusuf", "Cem",   "Azad",   "Deniz"};
constexpr N kTurkishFamilies{"Yıldız", "Kaya", "Demir",  "Çelik", "Aydın",  "Doğan",
                             "Polat",  "Koç",  "Arslan", "Güneş", "Toprak", "Şahin"};

constexpr N kEastAsianWomen{"Mei Ling", "Linh", "Xiao", "Hoa",  "Thuy", "Wai Yee/Winnie",
                            "Jing",     "Lan",  "Yan",  "Ngoc", "Hui",  "Siu Fong/Fiona"};
constexpr N kEastAsianMen{"Wei", "Minh", "Chun Kit/Kit", "Duc",  "Jian", "Quang",
                          "Hao", "Tuan", "Ka Ming/Ming", "Long", "Bin",  "Vinh"};
constexpr N kChineseFamilies{"Chan", "Wong", "Lau", "Cheung", "Lin", "Zhao",
                             "Ho",   "Tang", "Yip", "Kwok",   "Liu", "Fong"};
constexpr N kVietnameseFamilies{"Nguyễn", "Trần", "Phạm",  "Hoàng", "Đặng", "Bùi",
                                "Đỗ",     "Hồ",   "Dương", "Lý",    "Vũ",   "Mai"};

constexpr N kPortugueseWomen{"Inês",  "Beatriz/Bia", "Fernanda", "Luciana/Lu",
                             "Graça", "Catarina",    "Rosário",  "Paula",
                             "Tânia", "Conceição",   "Mariana",  "Lurdes"};
constexpr N kPortugueseMen{"João",   "Rui",   "Tiago",  "Nélson",   "Joaquim/Quim", "Diogo",
                           "Márcio", "Paulo", "Renato", "Valdemar", "Edson",        "Hélder"};
constexpr N kPortugueseFamilies{"Ferreira", "Carvalho", "Teixeira", "Nogueira",
                                "Pinto",    "Baptista", "Moreira",  "Rocha",
                                "Correia",  "Tavares",  "Semedo",   "Lobo"};

constexpr N kPersianWomen{"Leila",  "Shirin", "Nasrin", "Maryam/Mary", "Parisa", "Soraya",
                          "Golnaz", "Mina",   "Azadeh", "Roya",        "Farah",  "Samira"};
constexpr N kPersianMen{"Reza",  "Farhad", "Kaveh",   "Omid",  "Dariush", "Behzad",
                        "Nader", "Ramin",  "Siavash", "Hamid", "Arash",   "Kamran"};
constexpr N kPersianFamilies{"Tehrani", "Rostami",  "Karimi", "Daneshvar", "Sohrabi", "Ghorbani",
                             "Moradi",  "Ahangari", "Nazari", "Shirazi",   "Bahrami", "Zand"};

constexpr std::array kNoTongue = std::to_array<string_view>({"en"});
constexpr std::array kWelsh = std::to_array<string_view>({"cy"});
constexpr std::array kIrish = std::to_array<string_view>({"ga"});
constexpr std::array kWestAfrican = std::to_array<string_view>({"yo", "ig", "ak"});
constexpr std::array kSomali = std::to_array<string_view>({"so"});
constexpr std::array kPunjabi = std::to_array<string_view>({"pa", "pa", "hi", "gu"});
constexpr std::array kUrdu = std::to_array<string_view>({"ur"});
constexpr std::array kBengali = std::to_array<string_view>({"bn"});
constexpr std::array kPolish = std::to_array<string_view>({"pl"});
constexpr std::array kTurkish = std::to_array<string_view>({"tr", "ku"});
constexpr std::array kChinese = std::to_array<string_view>({"yue", "zh"});
constexpr std::array kVietnamese = std::to_array<string_view>({"vi"});
constexpr std::array kPortuguese = std::to_array<string_view>({"pt"});
constexpr std::array kPersian = std::to_array<string_view>({"fa"});

// None as often as any: faith is not to be guessed from a name.
constexpr std::array kChurchOrNone = std::to_array<string_view>({"church", "chapel", "", "", ""});
constexpr std::array kChurch = std::to_array<string_view>({"church", "church", "mosque", ""});
constexpr std::array kMosque = std::to_array<string_view>({"mosque", "mosque", ""});
constexpr std::array kManyFaiths =
    std::to_array<string_view>({"gurdwara", "gurdwara", "temple", "church", ""});
constexpr std::array kTemple = std::to_array<string_view>({"temple", "church", "", ""});
constexpr std::array kMosqueOrNone = std::to_array<string_view>({"mosque", "cemevi", "", ""});

constexpr std::array kBackgrounds = std::to_array<Background>({
    {34, kBritishWomen, kBritishMen, kBritishFamilies, kNoTongue, 0, kChurchOrNone},
    {5, kWelshWomen, kWelshMen, kWelshFamilies, kWelsh, 25, kChurchOrNone},
    {6, kIrishWomen, kIrishMen, kIrishFamilies, kIrish, 3, kChurchOrNone},
    {11, kCaribbeanWomen, kCaribbeanMen, kCaribbeanFamilies, kNoTongue, 0, kChurch},
    {11, kWestAfricanWomen, kWestAfricanMen, kWestAfricanFamilies, kWestAfrican, 20, kChurch},
    {4, kSomaliWomen, kSomaliMen, kSomaliFamilies, kSomali, 55, kMosque},
    {7, kPunjabiWomen, kPunjabiMen, kPunjabiFamilies, kPunjabi, 35, kManyFaiths},
    {4, kSouthAsianWomen, kSouthAsianMen, kPakistaniFamilies, kUrdu, 40, kMosque},
    {4, kSouthAsianWomen, kSouthAsianMen, kBangladeshiFamilies, kBengali, 45, kMosque},
    {4, kPolishWomen, kPolishMen, kPolishFamilies, kPolish, 60, kChurchOrNone},
    {3, kTurkishWomen, kTurkishMen, kTurkishFamilies, kTurkish, 50, kMosqueOrNone},
    {2, kEastAsianWomen, kEastAsianMen, kChineseFamilies, kChinese, 50, kTemple},
    {2, kEastAsianWomen, kEastAsianMen, kVietnameseFamilies, kVietnamese, 50, kTemple},
    {3, kPortugueseWomen, kPortugueseMen, kPortugueseFamilies, kPortuguese, 45, kChurchOrNone},
    {2, kPersianWomen, kPersianMen, kPersianFamilies, kPersian, 50, kMosqueOrNone},
});

constexpr std::array kLanguages = std::to_array<std::pair<string_view, string_view>>({
    {"cy", "Welsh"},      {"ga", "Irish"},      {"yo", "Yoruba"},     {"ig", "Igbo"},
    {"ak", "Twi"},        {"so", "Somali"},     {"pa", "Punjabi"},    {"hi", "Hindi"},
    {"gu", "Gujarati"},   {"ur", "Urdu"},       {"bn", "Bengali"},    {"pl", "Polish"},
    {"tr", "Turkish"},    {"ku", "Kurdish"},    {"yue", "Cantonese"}, {"zh", "Mandarin"},
    {"vi", "Vietnamese"}, {"pt", "Portuguese"}, {"fa", "Farsi"},
});

}  // namespace

std::span<const Background> backgrounds() { return kBackgrounds; }

string_view languageNamed(string_view tag) {
  const auto found =
      std::ranges::find(kLanguages, tag, &std::pair<string_view, string_view>::first);
  return found == kLanguages.end() ? string_view() : found->second;
}

}  // namespace refocus::demo
