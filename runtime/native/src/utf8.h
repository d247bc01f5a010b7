// Where a text stands inside a character, byte by byte (the table of well-formed sequences in the Unicode Standard, 3.9).
#pragma once

#include <cstdint>
#include <string_view>

namespace agentflow {

struct Utf8 {
  // Bytes that the character still needs, and what the next of them may be.
  uint8_t need = 0, low = 0x80, high = 0xBF;

  // Takes all bytes; false where they can't be a part of a well-formed text.
  bool take(std::string_view bytes) {
    for (const char c : bytes)
      if (!take(uint8_t(c))) return false;
    return true;
  }

  bool take(uint8_t byte) {
    if (need > 0) {
      if (byte < low || byte > high) return false;
      need--;
      low = 0x80;
      high = 0xBF;
      return true;
    }
    if (byte < 0x80) return true;
    if (byte < 0xC2 || byte > 0xF4) return false;
    need = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
    // Longer than necessary, half of a surrogate pair, or beyond the last character.
    if (byte == 0xE0) low = 0xA0;
    if (byte == 0xED) high = 0x9F;
    if (byte == 0xF0) low = 0x90;
    if (byte == 0xF4) high = 0x8F;
    return true;
  }
};

}  // namespace agentflow
