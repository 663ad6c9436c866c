// A channel's file becomes rows in pieces, or nothing of it does.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "api/statement/csv.hpp"
#include "api/statement/rows.hpp"
#include "core/body_codec.hpp"

namespace tallygate::statement {
namespace {

using core::StatementKind;

constexpr std::string_view kPlain = R"(
kind = "payment"
currency = "CNY"
[columns]
id = "id"
amount = "amount"
)";

Mapping mapping(std::string_view toml) {
  auto read = read_mapping(toml);
  EXPECT_TRUE(read) << read.error().message;
  return read ? std::move(*read) : Mapping{};
}
std::string wrong_mapping(std::string_view toml) {
  const auto read = read_mapping(toml);
  return read ? std::string("it is one") : read.error().message;
}
std::string sample(const char* name) {
  std::ifstream file(std::filesystem::path(TALLYGATE_SOURCE_DIR) / "samples/reconciliation" / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
std::vector<std::vector<std::string>> csv(std::string_view text, std::string& fault) {
  CsvReader reader(text, ',');
  std::vector<std::vector<std::string>> out;
  CsvRecord record;
  while (reader.next(record)) out.push_back(record.fields);
  fault = reader.fault();
  return out;
}

TEST(Csv, HasQuotesLineEndsAndAByteOrderMarkAsChannelsWriteThem) {
  using Fields = std::vector<std::vector<std::string>>;
  std::string fault;
  EXPECT_EQ(csv("a,b\r\n1,2\r\n", fault), (Fields{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(csv("a,b\r1,2", fault), (Fields{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(csv("\xEF\xBB\xBF"
                "a\n\n,\n",
                fault),
            (Fields{{"a"}, {""}, {"", ""}}));
  EXPECT_EQ(csv("\"a,\"\"b\"\"\nc\",d\n", fault), (Fields{{"a,\"b\"\nc", "d"}}));
  EXPECT_EQ(csv("", fault), Fields{});
  EXPECT_EQ(fault, "");
}

TEST(Csv, ThatIsBrokenNamesItsLine) {
  std::string fault;
  csv("a\n\"b\nc", fault);
  EXPECT_TRUE(fault.starts_with("line 2: a quoted field does not end")) << fault;
  csv("a\n\"b\"c\n", fault);
  EXPECT_EQ(fault, "line 2: something follows a quoted field");
  csv(std::string(kFieldBytesMax + 1, 'x'), fault);
  EXPECT_TRUE(fault.starts_with("line 1: a field is longer")) << fault;
  csv(std::string(kFieldsMax, ','), fault);
  EXPECT_TRUE(fault.starts_with("line 1: a line has more than")) << fault;
}

TEST(Mappings, ThatAreNoneNameTheKey) {
  EXPECT_EQ(wrong_mapping("delimeter = ';'"), "delimeter: there is no such key");
  EXPECT_EQ(wrong_mapping("decimal = ',,'"), "decimal: this is one character, no quote and no line end");
  EXPECT_EQ(wrong_mapping("[columns]\nammount = 'x'"),
            "columns.ammount: columns are amount, at, currency, fee, id, kind and reference");
  EXPECT_EQ(wrong_mapping("[refund]\nsign = 2"), "refund.sign: this is 1 or -1");
  EXPECT_EQ(wrong_mapping("[kinds]\nOK = 'paid'"),
            "kinds.OK: a kind is dispute, fee, payment, refund, settlement or skip");
  EXPECT_EQ(wrong_mapping("time_offset = '8'"), "time_offset: this is as +08:00");
  EXPECT_EQ(wrong_mapping("currency = 'YUAN'"), "currency: this is no currency of ISO 4217");
  EXPECT_EQ(wrong_mapping("x = "), wrong_mapping("x = "));
  EXPECT_TRUE(wrong_mapping("x = ").starts_with("line 1: ")) << wrong_mapping("x = ");
  EXPECT_EQ(wrong_mapping("currency = 'CNY'\n[columns]\namount = 'a'"),
            "kind: either all rows are of one kind, or a column says which");
  EXPECT_EQ(wrong_mapping("kind = 'payment'\n[columns]\namount = 'a'"),
            "currency: neither a column nor the file says it");
}

TEST(StatementFiles, OfTheSampleAreRead) {
  const Mapping how = mapping(sample("mapping.toml"));
  const std::string text = sample("week.csv");
  const ReadFile file = read_file(text, how);
  ASSERT_EQ(file.faults, std::vector<std::string>{});
  EXPECT_EQ(file.rows, 6u);
  EXPECT_EQ(file.passed_over, 1u);
  ASSERT_EQ(file.pieces.size(), 1u);
  const auto& rows = file.pieces[0].rows;
  EXPECT_EQ(rows[1].amount, 125'000);
  EXPECT_EQ(rows[1].fee, 750);
  EXPECT_EQ(rows[2].at, core::parse_time("2026-11-17T16:03:59Z"));
  EXPECT_EQ(rows[4].kind, StatementKind::refund);
  EXPECT_EQ(rows[4].id->view(), "r1");
  EXPECT_EQ(rows[4].amount, 2'000);
  EXPECT_EQ(rows[4].fee, -12);
  EXPECT_EQ(rows[5].kind, StatementKind::settlement);
  EXPECT_EQ(rows[5].amount, 144'980);
  EXPECT_EQ(*rows[0].reference, "4200002101");
}

TEST(StatementFiles, GoInPiecesWhoseTextsAreTheFile) {
  std::string text = "id,amount\n";
  for (int i = 0; i < 250; ++i) text += "p" + std::to_string(i) + "," + std::to_string(i) + "\n";
  const ReadFile file = read_file(text, mapping(kPlain));
  ASSERT_EQ(file.pieces.size(), 3u);
  std::string whole;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < file.pieces.size(); ++i) {
    const std::string body = piece_body(text, file, i, "s1", std::string(64, 'a'));
    core::BodyReader reader;
    core::Body read;
    const auto errors = reader.read(core::Operation::channel_statement, body, core::Form::wire, read);
    ASSERT_TRUE(errors.ok()) << body;
    const auto& statement = std::get<core::ChannelStatement>(read);
    EXPECT_EQ(statement.piece, static_cast<std::int64_t>(i) + 1);
    whole += statement.source;
    for (const auto& row : statement.rows) ids.push_back(row.id->str());
  }
  EXPECT_EQ(whole, text);
  EXPECT_EQ(ids.size(), 250u);
  EXPECT_EQ(ids.back(), "p249");
}

TEST(StatementFiles, WithABadRowNameItsLineAndColumnAndGiveNothing) {
  const auto faults = [](std::string_view text) {
    const ReadFile file = read_file(text, mapping(kPlain));
    EXPECT_TRUE(file.pieces.empty());
    return file.faults;
  };
  using Faults = std::vector<std::string>;
  EXPECT_EQ(faults("id,amount\np1,1\np2,x\n"), Faults{"line 3, column amount: \"x\" is not an amount in CNY"});
  EXPECT_EQ(faults("id,amount\n\"a\nb\",1\np2,1,1\n"),
            (Faults{"line 2, column id: \"a\nb\" is not an id", "line 4: 3 fields under 2 columns"}));
  EXPECT_EQ(faults("nr,amount\np1,1\n"), Faults{"line 1, column id: there is no such column"});
  EXPECT_EQ(faults("id,amount,id\n"), Faults{"line 1, column id: there are several of this name"});
  EXPECT_EQ(faults(""), Faults{"the file has no line of column names"});
  EXPECT_EQ(faults("id,amount\n"), Faults{"the file has no rows"});
  EXPECT_EQ(faults("id,amount\np1,1\n\"p2,1\n").size(), 1u);
  EXPECT_EQ(faults("id,amount\np1,1\n4111111111111111,1\n"),
            Faults{"line 3: what looks like a card number is never taken in: mask it"});
  EXPECT_EQ(faults("id,amount\np1,1\n,\xff\n").back(), "the file is not UTF-8: convert it first, as with iconv");
  std::string many = "id,amount\n";
  for (int i = 0; i < 100; ++i) many += "p,x\n";
  EXPECT_EQ(faults(many).size(), kFaultsMax);
}

TEST(StatementFiles, WithAWordThatTheMappingDoesNotKnowAreRefused) {
  const Mapping how =
      mapping("currency='CNY'\n[columns]\nkind='what'\nid='id'\namount='amount'\n[kinds]\nOK='payment'");
  const ReadFile file = read_file("what,id,amount\nOK,p1,1\nMAYBE,p2,1\n", how);
  EXPECT_EQ(file.faults, std::vector<std::string>{"line 3, column what: the mapping does not say what \"MAYBE\" is"});
}

TEST(StatementFiles, MayWriteWhatGoesOutWithAMinus) {
  const Mapping how = mapping(
      "currency='CNY'\ncomment='#'\n[columns]\nkind='what'\nid='id'\namount='amount'\nfee='fee'\n[kinds]\nP='payment'"
      "\nR='refund'\n"
      "F='fee'\n[refund]\nsign=-1\n[fee]\nsign=-1");
  const ReadFile file = read_file("#x\nwhat,id,amount,fee\nP,p1,10,\nR,r1,-3,\nF,,(0.50),\n", how);
  ASSERT_EQ(file.faults, std::vector<std::string>{});
  const auto& rows = file.pieces.at(0).rows;
  EXPECT_EQ(rows[1].amount, 300);
  EXPECT_EQ(rows[2].amount, 50);
  EXPECT_FALSE(rows[2].id.has_value());
  EXPECT_FALSE(rows[0].fee.has_value());
}

}  // namespace
}  // namespace tallygate::statement
