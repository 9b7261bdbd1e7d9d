// MQL5's arrays. An index out of range stops the program. Elements added by ArrayResize contain
// garbage on purpose, because MetaTrader guarantees nothing else. Arrays cannot be assigned.
#pragma once

#include <initializer_list>
#include <memory>
#include <utility>

#include "base.hpp"
#include "quirks.hpp"

namespace mql {

template <typename T>
class Array {
 private:
  std::unique_ptr<T[]> m_items;
  long m_size = 0;
  long m_capacity = 0;

 protected:
  bool m_isFixed = false;

  void place(const long size, const bool isZeroed) {
    m_items.reset(isZeroed ? new T[static_cast<std::size_t>(size)]() : new T[static_cast<std::size_t>(size)]);
    m_size = m_capacity = size;
  }

 public:
  Array() = default;
  Array(std::initializer_list<T> items) {
    place(static_cast<long>(items.size()), true);
    long at = 0;
    for (const T &item : items) m_items[static_cast<std::size_t>(at++)] = item;
  }
  Array(const Array &) = delete;
  Array &operator=(const Array &) = delete;

  long size() const { return m_size; }
  bool isFixed() const { return m_isFixed; }
  T *data() { return m_items.get(); }
  const T *data() const { return m_items.get(); }

  template <typename Index>
  std::size_t checked(const Index index) const {
    const long at = static_cast<long>(index);
    if (at < 0 || at >= m_size) {
      criticalStop("array out of range (" + std::to_string(at) + " of " + std::to_string(m_size) + ")");
    }
    return static_cast<std::size_t>(at);
  }

  template <typename Index>
  T &operator[](const Index index) {
    return m_items[checked(index)];
  }
  template <typename Index>
  const T &operator[](const Index index) const {
    return m_items[checked(index)];
  }

  void resize(const long size, const long reserve) {
    if (size > m_capacity) {
      const long capacity = size + reserve;
      std::unique_ptr<T[]> larger(new T[static_cast<std::size_t>(capacity)]);
      for (long at = 0; at < m_size; at++) larger[static_cast<std::size_t>(at)] = std::move(m_items[static_cast<std::size_t>(at)]);
      m_items = std::move(larger);
      m_capacity = capacity;
    }
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (size > m_size) std::memset(static_cast<void *>(m_items.get() + m_size), 0xCD, sizeof(T) * static_cast<std::size_t>(size - m_size));
    }
    m_size = size;
  }

  void clear() {
    m_items.reset();
    m_size = m_capacity = 0;
  }

  void swap(Array &other) {
    std::swap(m_items, other.m_items);
    std::swap(m_size, other.m_size);
    std::swap(m_capacity, other.m_capacity);
  }
};

// `T name[N]`: can be used wherever an array is expected, but keeps its size.
template <typename T, long N>
class FixedArray : public Array<T> {
 public:
  FixedArray() {
    this->place(N, true);
    this->m_isFixed = true;
  }
  FixedArray(std::initializer_list<T> items) : FixedArray() {
    long at = 0;
    for (const T &item : items) (*this)[at++] = item;
  }
};

}  // namespace mql

template <typename T>
int ArraySize(const mql::Array<T> &array) {
  return static_cast<int>(array.size());
}

template <typename T>
int ArrayResize(mql::Array<T> &array, const int size, const int reserve = 0) {
  if (array.isFixed() || size < 0 || reserve < 0) return mql::fail(ERR_WRONG_PARAMETER, -1);
  array.resize(size, reserve);
  return size;
}

template <typename T>
void ArrayFree(mql::Array<T> &array) {
  if (!array.isFixed()) array.clear();
}

// Returns how many elements were copied; a fixed array takes only as many as fit.
template <typename T>
int ArrayCopy(mql::Array<T> &to, const mql::Array<T> &from, const int toStart = 0, const int fromStart = 0, const int count = WHOLE_ARRAY) {
  if (toStart < 0 || fromStart < 0) return mql::fail(ERR_WRONG_PARAMETER, 0);
  long copied = from.size() - fromStart;
  if (count != WHOLE_ARRAY && count < copied) copied = count;
  if (to.isFixed() && copied > to.size() - toStart) copied = to.size() - toStart;
  if (mql::g_quirks.fixedCopies != 0 && copied > to.size() - toStart) copied = to.size() - toStart;
  if (copied <= 0) return 0;
  if (toStart + copied > to.size()) to.resize(toStart + copied, 0);
  if constexpr (std::is_trivially_copyable_v<T>) {
    std::memmove(to.data() + toStart, from.data() + fromStart, sizeof(T) * static_cast<std::size_t>(copied));
    return static_cast<int>(copied);
  }
  const bool isBackwards = static_cast<const void *>(&to) == &from && toStart > fromStart;
  for (long step = 0; step < copied; step++) {
    const long at = isBackwards ? copied - 1 - step : step;
    to[toStart + at] = from[fromStart + at];
  }
  return static_cast<int>(copied);
}

template <typename T>
bool ArrayRemove(mql::Array<T> &array, const uint start, const uint count = static_cast<uint>(WHOLE_ARRAY)) {
  if (array.isFixed() || start >= array.size()) return mql::fail(ERR_WRONG_PARAMETER, false);
  const long removed = std::min(static_cast<long>(count), array.size() - static_cast<long>(start));
  for (long at = start; at + removed < array.size(); at++) array[at] = std::move(array[at + removed]);
  array.resize(array.size() - removed, 0);
  return true;
}

template <typename T>
bool ArraySwap(mql::Array<T> &left, mql::Array<T> &right) {
  if (mql::g_quirks.refusedSwaps > 0 && mql::g_quirks.refusedSwaps-- > 0) return mql::fail(ERR_WRONG_PARAMETER, false);
  if (left.isFixed() || right.isFixed()) return mql::fail(ERR_WRONG_PARAMETER, false);
  left.swap(right);
  return true;
}

template <typename T, typename Value>
int ArrayInitialize(mql::Array<T> &array, const Value value) {
  for (long at = 0; at < array.size(); at++) array[at] = static_cast<T>(value);
  return ArraySize(array);
}

template <typename T, typename Value>
void ArrayFill(mql::Array<T> &array, const int start, const int count, const Value value) {
  for (long at = start; at < start + count; at++) array[at] = static_cast<T>(value);
}

// In ascending order.
template <typename T>
bool ArraySort(mql::Array<T> &array) {
  std::sort(array.data(), array.data() + array.size());
  return true;
}

// The bytes of a structure of numbers; a dynamic array grows as far as needed.
template <typename T>
bool StructToCharArray(const T &object, mql::Array<uchar> &bytes, const uint start = 0) {
  static_assert(std::is_trivially_copyable_v<T>);
  const long end = static_cast<long>(start) + static_cast<long>(sizeof(T));
  if (end > bytes.size()) {
    if (bytes.isFixed()) return mql::fail(ERR_WRONG_PARAMETER, false);
    bytes.resize(end, 0);
  }
  std::memcpy(bytes.data() + start, &object, sizeof(T));
  if (mql::g_quirks.swappedRows != 0) std::reverse(bytes.data() + start, bytes.data() + start + sizeof(T));
  return true;
}

template <typename T>
void ZeroMemory(T &value) {
  value = T{};
}

template <typename T>
void ZeroMemory(mql::Array<T> &array) {
  for (long at = 0; at < array.size(); at++) array[at] = T{};
}
