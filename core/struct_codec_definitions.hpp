// Included by the files that instantiate StructCodec (struct_codec.hpp), and by no other.
#pragma once

#include "core/struct_codec.hpp"

namespace tallygate::core {

template <class T>
void StructCodec<T>::read(FieldsReader& reader, const FieldsReader::Element& value, T& out) {
  reader.read(value, out);
}

template <class T>
void StructCodec<T>::write(FieldsWriter& writer, const T& value) {
  writer.write(value);
}

template <class T>
void StructCodec<T>::walk(PersonalWalk& walk, T& value) {
  walk.walk(value);
}

}  // namespace tallygate::core
