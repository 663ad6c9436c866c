// The reader, writer and walk of one described struct, compiled once each: the templates behind them are large, so
// body_codec_*.cpp instantiate them a few structs a file (struct_codec_definitions.hpp) and everyone else sees
// declarations only.
#pragma once

#include "core/fields_reader.hpp"
#include "core/fields_writer.hpp"
#include "core/personal_walk.hpp"

namespace tallygate::core {

template <class T>
struct StructCodec {
  static void read(FieldsReader& reader, const FieldsReader::Element& value, T& out);
  static void write(FieldsWriter& writer, const T& value);
  static void walk(PersonalWalk& walk, T& value);
};

// A body without fields.
template <>
struct StructCodec<std::monostate> {
  static void read(FieldsReader& reader, const FieldsReader::Element& value, std::monostate&) {
    FieldsReader::Frame outer;
    if (reader.enter(value, outer)) reader.leave(outer);
  }
  static void write(FieldsWriter& writer, const std::monostate&) {
    writer.json().begin_object();
    writer.json().end_object();
  }
  static void walk(PersonalWalk&, std::monostate&) {}
};

// Makes `out` the body that the operation takes and reads it. Checks each field by itself (body_checks.hpp has the
// rest).
void read_body_fields(FieldsReader& reader, Operation op, const FieldsReader::Element& value, Body& out);

}  // namespace tallygate::core
