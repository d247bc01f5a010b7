// Causal attention with turned pairs (RoPE), and its gradient, for heads of HEAD numbers, which has to be a multiple of
// 16. PyTorch's own spends half of a training on it on a processor: rows are short and heads are few. Here a head of a
// row is one piece of work that stays in the second level cache. Numbers come and go in bfloat16 and are floats inside.
//
// Every array is [batch, length, heads, HEAD], as the linear layers beside it have it, so nothing is transposed.

#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#ifndef HEAD
#define HEAD 64
#endif

namespace {

constexpr int WIDE = 16;
// Queries and keys that are worked on at a time.
constexpr int BLOCK = 64;
// Rows of a product that are held in registers: 4 * 4 sums keep the processor busy, and divide a block.
constexpr int ROWS = 4;

typedef float Vector __attribute__((vector_size(WIDE * sizeof(float))));
typedef int32_t Integers __attribute__((vector_size(WIDE * sizeof(int32_t))));

inline Vector load(const float *from) {
  Vector out;
  std::memcpy(&out, from, sizeof out);
  return out;
}

inline void store(float *to, Vector value) { std::memcpy(to, &value, sizeof value); }

inline Vector spread(float value) { return Vector{} + value; }

inline float from_half(uint16_t bits) {
  uint32_t wide = uint32_t(bits) << 16;
  float out;
  std::memcpy(&out, &wide, sizeof out);
  return out;
}

inline uint16_t to_half(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  return uint16_t((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

// e^x for x <= 0, to about a millionth: a power of two, and a polynomial for what is left of the exponent.
inline Vector exponential(Vector x) {
  x = x < spread(-80.f) ? spread(-80.f) : x;
  Vector scaled = x * 1.44269504f;
  Integers whole = __builtin_convertvector(scaled - 0.5f, Integers);
  Vector rest = (scaled - __builtin_convertvector(whole, Vector)) * 0.69314718f;
  Vector out = spread(1.f / 720);
  out = out * rest + 1.f / 120;
  out = out * rest + 1.f / 24;
  out = out * rest + 1.f / 6;
  out = out * rest + 0.5f;
  out = out * rest + 1.f;
  out = out * rest + 1.f;
  Integers power = (whole + 127) << 23;
  Vector two;
  std::memcpy(&two, &power, sizeof two);
  return out * two;
}

// out[rows, 16 * COLUMNS] (+)= left[rows, inner] * right[inner, 16 * COLUMNS]; `left` in any two strides.
template <int HEIGHT, int COLUMNS>
inline void tile(const float *left, long row_step, long inner_step, const float *right, long right_step, float *out,
                 long out_step, int inner, bool add) {
  Vector sums[HEIGHT][COLUMNS];
  #pragma GCC unroll 16
  for (int row = 0; row < HEIGHT; row++)
    #pragma GCC unroll 16
    for (int column = 0; column < COLUMNS; column++)
      sums[row][column] = add ? load(out + row * out_step + column * WIDE) : Vector{};
  for (int k = 0; k < inner; k++) {
    Vector wide[COLUMNS];
    #pragma GCC unroll 16
    for (int column = 0; column < COLUMNS; column++) wide[column] = load(right + k * right_step + column * WIDE);
    #pragma GCC unroll 16
    for (int row = 0; row < HEIGHT; row++) {
      Vector one = spread(left[row * row_step + k * inner_step]);
      #pragma GCC unroll 16
      for (int column = 0; column < COLUMNS; column++) sums[row][column] += one * wide[column];
    }
  }
  #pragma GCC unroll 16
  for (int row = 0; row < HEIGHT; row++)
    #pragma GCC unroll 16
    for (int column = 0; column < COLUMNS; column++) store(out + row * out_step + column * WIDE, sums[row][column]);
}

template <int COLUMNS>
void multiply(const float *left, long row_step, long inner_step, const float *right, long right_step, float *out,
              long out_step, int rows, int inner, bool add) {
  int row = 0;
  for (; row + ROWS <= rows; row += ROWS)
    tile<ROWS, COLUMNS>(left + row * row_step, row_step, inner_step, right, right_step, out + row * out_step, out_step,
                        inner, add);
  for (; row < rows; row++)
    tile<1, COLUMNS>(left + row * row_step, row_step, inner_step, right, right_step, out + row * out_step, out_step,
                     inner, add);
}

struct Sizes {
  long batch, length, heads;
  const float *cosines, *sines; // [length, HEAD / 2]
};

// A head of a row as floats, turned if wished, filled up with zeros to whole blocks.
void gather(const uint16_t *from, const Sizes &sizes, bool turn, float *out, long padded) {
  const long step = sizes.heads * HEAD;
  for (long at = 0; at < sizes.length; at++) {
    float *row = out + at * HEAD;
    for (int i = 0; i < HEAD; i++) row[i] = from_half(from[at * step + i]);
    if (!turn) continue;
    for (int pair = 0; pair < HEAD / 2; pair++) {
      const float c = sizes.cosines[at * (HEAD / 2) + pair], s = sizes.sines[at * (HEAD / 2) + pair];
      const float even = row[2 * pair], odd = row[2 * pair + 1];
      row[2 * pair] = even * c - odd * s;
      row[2 * pair + 1] = even * s + odd * c;
    }
  }
  std::memset(out + sizes.length * HEAD, 0, sizeof(float) * (padded - sizes.length) * HEAD);
}

// The other way; a gradient is turned back.
void scatter(const float *from, const Sizes &sizes, bool turn, uint16_t *out) {
  const long step = sizes.heads * HEAD;
  for (long at = 0; at < sizes.length; at++) {
    const float *row = from + at * HEAD;
    for (int pair = 0; pair < HEAD / 2; pair++) {
      const float c = turn ? sizes.cosines[at * (HEAD / 2) + pair] : 1;
      const float s = turn ? sizes.sines[at * (HEAD / 2) + pair] : 0;
      const float even = row[2 * pair], odd = row[2 * pair + 1];
      out[at * step + 2 * pair] = to_half(even * c + odd * s);
      out[at * step + 2 * pair + 1] = to_half(odd * c - even * s);
    }
  }
}

void transpose(const float *from, float *out, long rows) {
  for (long row = 0; row < rows; row++)
    for (int i = 0; i < HEAD; i++) out[i * rows + row] = from[row * HEAD + i];
}

// Room for one piece of work: arrays of [padded, HEAD] and of [BLOCK, padded].
struct Room {
  std::vector<float> numbers;
  long padded;
  explicit Room(long length, int rows, int blocks)
      : numbers(((length + BLOCK - 1) / BLOCK * BLOCK) * (rows * HEAD + blocks * BLOCK)),
        padded((length + BLOCK - 1) / BLOCK * BLOCK), tall(rows) {}
  float *row(int index) { return numbers.data() + index * padded * HEAD; }
  float *block(int index) { return numbers.data() + tall * padded * HEAD + index * padded * BLOCK; }

private:
  int tall;
};

const float SCALE = 1 / std::sqrt(float(HEAD));

// Products of a block of queries with all keys up to its end.
void score(const float *queries, const float *keys_turned, long padded, long end, float *out) {
  for (long key = 0; key < end; key += BLOCK)
    multiply<BLOCK / WIDE>(queries, HEAD, 1, keys_turned + key, padded, out + key, padded, BLOCK, HEAD, false);
}

} // namespace

extern "C" void forward(const uint16_t *q, const uint16_t *k, const uint16_t *v, const float *cosines,
                        const float *sines, long batch, long length, long heads, uint16_t *out, float *sums) {
  const Sizes sizes{batch, length, heads, cosines, sines};
#pragma omp parallel for schedule(dynamic)
  for (long work = 0; work < batch * heads; work++) {
    const long at = (work / heads) * length * heads * HEAD + (work % heads) * HEAD;
    Room room(length, 5, 1);
    const long padded = room.padded;
    float *query = room.row(0), *key = room.row(1), *value = room.row(2), *turned = room.row(3), *result = room.row(4);
    float *scores = room.block(0);
    gather(q + at, sizes, true, query, padded);
    gather(k + at, sizes, true, key, padded);
    gather(v + at, sizes, false, value, padded);
    transpose(key, turned, padded);
    for (long begin = 0; begin < length; begin += BLOCK) {
      const long end = begin + BLOCK;
      score(query + begin * HEAD, turned, padded, end, scores);
      float shares[BLOCK];
      for (long row = 0; row < BLOCK; row++) {
        float *line = scores + row * padded;
        const long seen = begin + row + 1;
        float most = line[0];
        for (long i = 1; i < seen; i++) most = line[i] > most ? line[i] : most;
        for (long i = seen; i < end; i++) line[i] = -1e30f;
        Vector total{};
        for (long i = 0; i < end; i += WIDE) {
          Vector weight = exponential((load(line + i) - most) * SCALE);
          // What is hidden is far below what `exponential` reaches, and has to be nothing.
          weight = load(line + i) > spread(-1e29f) ? weight : Vector{};
          total += weight;
          store(line + i, weight);
        }
        float sum = 0;
        for (int i = 0; i < WIDE; i++) sum += total[i];
        shares[row] = 1 / sum;
        if (begin + row < length) sums[work * length + begin + row] = most * SCALE + std::log(sum);
      }
      multiply<HEAD / WIDE>(scores, padded, 1, value, HEAD, result + begin * HEAD, HEAD, BLOCK, end, false);
      for (long row = 0; row < BLOCK; row++)
        for (int i = 0; i < HEAD; i++) result[(begin + row) * HEAD + i] *= shares[row];
    }
    scatter(result, sizes, false, out + at);
  }
}

extern "C" void backward(const uint16_t *q, const uint16_t *k, const uint16_t *v, const uint16_t *out,
                         const uint16_t *gradient, const float *sums, const float *cosines, const float *sines,
                         long batch, long length, long heads, uint16_t *dq, uint16_t *dk, uint16_t *dv) {
  const Sizes sizes{batch, length, heads, cosines, sines};
#pragma omp parallel for schedule(dynamic)
  for (long work = 0; work < batch * heads; work++) {
    const long at = (work / heads) * length * heads * HEAD + (work % heads) * HEAD;
    Room room(length, 10, 2);
    const long padded = room.padded;
    float *query = room.row(0), *key = room.row(1), *value = room.row(2), *keys = room.row(3), *values = room.row(4);
    float *result = room.row(5), *pull = room.row(6), *to_query = room.row(7), *to_key = room.row(8),
          *to_value = room.row(9);
    float *weights = room.block(0), *pulls = room.block(1);
    gather(q + at, sizes, true, query, padded);
    gather(k + at, sizes, true, key, padded);
    gather(v + at, sizes, false, value, padded);
    gather(out + at, sizes, false, result, padded);
    gather(gradient + at, sizes, false, pull, padded);
    transpose(key, keys, padded);
    transpose(value, values, padded);
    std::memset(to_key, 0, sizeof(float) * padded * HEAD);
    std::memset(to_value, 0, sizeof(float) * padded * HEAD);
    for (long begin = 0; begin < length; begin += BLOCK) {
      const long end = begin + BLOCK;
      score(query + begin * HEAD, keys, padded, end, weights);
      score(pull + begin * HEAD, values, padded, end, pulls);
      for (long row = 0; row < BLOCK; row++) {
        float *line = weights + row * padded, *slope = pulls + row * padded;
        const long seen = begin + row + 1;
        if (begin + row >= length) {
          std::memset(line, 0, sizeof(float) * end);
          std::memset(slope, 0, sizeof(float) * end);
          continue;
        }
        float share = 0;
        for (int i = 0; i < HEAD; i++) share += pull[(begin + row) * HEAD + i] * result[(begin + row) * HEAD + i];
        const float sum = sums[work * length + begin + row];
        for (long i = 0; i < end; i += WIDE) {
          const Vector weight = exponential(load(line + i) * SCALE - sum);
          store(line + i, weight);
          store(slope + i, weight * (load(slope + i) - share) * SCALE);
        }
        std::memset(line + seen, 0, sizeof(float) * (end - seen));
        std::memset(slope + seen, 0, sizeof(float) * (end - seen));
      }
      multiply<HEAD / WIDE>(pulls, padded, 1, key, HEAD, to_query + begin * HEAD, HEAD, BLOCK, end, false);
      multiply<HEAD / WIDE>(pulls, 1, padded, query + begin * HEAD, HEAD, to_key, HEAD, end, BLOCK, true);
      multiply<HEAD / WIDE>(weights, 1, padded, pull + begin * HEAD, HEAD, to_value, HEAD, end, BLOCK, true);
    }
    scatter(to_query, sizes, true, dq + at);
    scatter(to_key, sizes, true, dk + at);
    scatter(to_value, sizes, false, dv + at);
  }
}
