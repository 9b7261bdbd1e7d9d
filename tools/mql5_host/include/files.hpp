// Binary files in the sandbox folder. Written data stay in the program's memory until FileFlush or
// FileClose, so they are lost when the terminal is killed. Reading after writing, or writing after
// reading, without a FileFlush between them stops the program: the terminal's result is undefined.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.hpp"
#include "pipe.hpp"
#include "quirks.hpp"
#include "text.hpp"

#define FILE_READ 1
#define FILE_WRITE 2
#define FILE_BIN 4
#define FILE_SHARE_READ 128
#define FILE_SHARE_WRITE 256
#define FILE_REWRITE 512
#define FILE_COMMON 4096

namespace mql {

enum class Access { none, read, written };

struct File {
  int descriptor = -1;
  int flags = 0;
  // What has been done since the latest flush.
  Access access = Access::none;
  long at = 0;
  // The position in the file of the bytes in `pending`.
  long pendingAt = 0;
  std::string pending;
};

inline std::vector<File> g_files;
inline std::string g_folder = ".";

// As on Windows, the name of an existing file may be written in any case.
inline std::string anyCase(const std::string &path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = path.substr(slash + 1);
  DIR *const folder = ::access(path.c_str(), F_OK) == 0 ? nullptr : ::opendir(path.substr(0, slash).c_str());
  std::string found = path;
  while (folder != nullptr) {
    const dirent *const entry = ::readdir(folder);
    if (entry == nullptr) break;
    if (::strcasecmp(entry->d_name, name.c_str()) == 0) found = path.substr(0, slash + 1) + entry->d_name;
  }
  if (folder != nullptr) ::closedir(folder);
  return found;
}

inline std::string pathOf(const string &name, const int flags) {
  std::string path = name.utf8();
  std::replace(path.begin(), path.end(), '\\', '/');
  return anyCase(g_folder + ((flags & FILE_COMMON) != 0 ? "/Common/Files/" : "/MQL5/Files/") + path);
}

inline void makeFoldersOf(const std::string &path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    ::mkdir(path.substr(0, at).c_str(), 0755);
  }
}

inline File *fileOf(const int handle) {
  const auto at = static_cast<std::size_t>(handle) - 1;
  if (handle > 0 && at < g_files.size() && g_files[at].descriptor >= 0) return &g_files[at];
  return fail<File *>(ERR_FILE_INVALID_HANDLE, nullptr);
}

// A full disk takes nothing, and FileFlush does not say so: the size of the file does.
inline bool flush(File &file) {
  file.access = Access::none;
  if (g_quirks.failingFlushes > 0 && !file.pending.empty()) {
    g_quirks.failingFlushes--;
    file.pending.clear();
    return fail(ERR_FILE_WRITEERROR, false);
  }
  std::size_t done = 0;
  while (done < file.pending.size()) {
    const ssize_t count = ::pwrite(file.descriptor, file.pending.data() + done, file.pending.size() - done, file.pendingAt + static_cast<long>(done));
    if (count <= 0) return fail(ERR_FILE_WRITEERROR, false);
    done += static_cast<std::size_t>(count);
  }
  file.pending.clear();
  return true;
}

inline void note(File &file, const Access access) {
  if (file.access != Access::none && file.access != access) criticalStop("FileFlush is missing between reading and writing");
  file.access = access;
}

inline long put(File &file, const void *const bytes, const long size) {
  note(file, Access::written);
  if (g_quirks.failingWrites > 0 && g_quirks.failingWrites-- > 0) return fail(ERR_FILE_WRITEERROR, 0L);
  if (!file.pending.empty() && file.at != file.pendingAt + static_cast<long>(file.pending.size())) {
    flush(file);
    file.access = Access::written;
  }
  if (file.pending.empty()) file.pendingAt = file.at;
  file.pending.append(static_cast<const char *>(bytes), static_cast<std::size_t>(size));
  file.at += size;
  return size;
}

inline long get(File &file, void *const bytes, const long size) {
  note(file, Access::read);
  const ssize_t count = ::pread(file.descriptor, bytes, static_cast<std::size_t>(size), file.at);
  if (count <= 0) return 0;
  file.at += count;
  return count;
}

// Bytes that are not flushed yet count.
inline long sizeOf(const File &file) {
  struct stat facts {};
  ::fstat(file.descriptor, &facts);
  const long pendingEnd = file.pending.empty() ? 0 : file.pendingAt + static_cast<long>(file.pending.size());
  return std::max(static_cast<long>(facts.st_size), pendingEnd);
}

}  // namespace mql

// FILE_WRITE without FILE_READ empties the file. Without sharing flags nobody else can open it.
inline int FileOpen(const string &name, const int flags, const short = '\t', const uint = CP_ACP) {
  if ((flags & FILE_BIN) == 0) mql::criticalStop("only binary files are offered");
  const std::string path = mql::pathOf(name, flags);
  const bool isWritten = (flags & FILE_WRITE) != 0;
  if (isWritten) mql::makeFoldersOf(path);
  const int mode = (isWritten ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC;
  const int descriptor = ::open(path.c_str(), mode, 0644);
  if (descriptor < 0) return mql::fail(errno == ENOENT ? ERR_FILE_NOT_EXIST : ERR_FILE_CANNOT_OPEN, INVALID_HANDLE);
  const bool isShared = mql::g_quirks.sharedFiles != 0 || (flags & (isWritten ? FILE_SHARE_WRITE : FILE_SHARE_READ)) != 0 || !isWritten;
  if (::flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
    ::close(descriptor);
    return mql::fail(ERR_FILE_CANNOT_OPEN, INVALID_HANDLE);
  }
  if (isWritten && (flags & FILE_READ) == 0 && ::ftruncate(descriptor, 0) != 0) return mql::fail(ERR_FILE_CANNOT_OPEN, INVALID_HANDLE);
  mql::g_files.push_back({descriptor, flags, mql::Access::none, 0, 0, ""});
  return static_cast<int>(mql::g_files.size());
}

inline void FileFlush(const int handle) {
  if (mql::File *const file = mql::fileOf(handle)) mql::flush(*file);
}

inline void FileClose(const int handle) {
  mql::File *const file = mql::fileOf(handle);
  if (file == nullptr) return;
  mql::flush(*file);
  ::close(file->descriptor);
  file->descriptor = -1;
}

template <typename T>
uint FileWriteArray(const int handle, const mql::Array<T> &array, const int start = 0, const int count = WHOLE_ARRAY) {
  static_assert(std::is_trivially_copyable_v<T>, "only plain values go into files");
  mql::File *const file = mql::fileOf(handle);
  const long items = count == WHOLE_ARRAY ? array.size() - start : std::min<long>(count, array.size() - start);
  if (file == nullptr || start < 0 || items < 0 || (file->flags & FILE_WRITE) == 0) return 0;
  const long size = items * static_cast<long>(sizeof(T));
  return static_cast<uint>(mql::put(*file, array.data() + start, size) / static_cast<long>(sizeof(T)));
}

template <typename T>
uint FileReadArray(const int handle, mql::Array<T> &array, const int start = 0, const int count = WHOLE_ARRAY) {
  static_assert(std::is_trivially_copyable_v<T>, "only plain values come from files");
  mql::File *const file = mql::fileOf(handle);
  if (file == nullptr) return 0;
  const long left = (mql::sizeOf(*file) - file->at) / static_cast<long>(sizeof(T));
  const long items = count == WHOLE_ARRAY ? left : std::min<long>(count, left);
  if (items <= 0) return 0;
  if (array.size() < start + items) array.resize(start + items, 0);
  return static_cast<uint>(mql::get(*file, array.data() + start, items * static_cast<long>(sizeof(T))) / static_cast<long>(sizeof(T)));
}

inline ulong FileSize(const int handle) {
  const mql::File *const file = mql::fileOf(handle);
  return file == nullptr ? 0 : static_cast<ulong>(mql::sizeOf(*file));
}

inline ulong FileTell(const int handle) {
  const mql::File *const file = mql::fileOf(handle);
  return file == nullptr ? 0 : static_cast<ulong>(file->at);
}

inline bool FileSeek(const int handle, const long offset, const int origin) {
  mql::File *const file = mql::fileOf(handle);
  if (file == nullptr) return false;
  const long base = origin == SEEK_SET ? 0 : origin == SEEK_CUR ? file->at : mql::sizeOf(*file);
  if (base + offset < 0) return mql::fail(ERR_WRONG_PARAMETER, false);
  file->at = base + offset;
  return true;
}

inline bool FileIsEnding(const int handle) {
  const mql::File *const file = mql::fileOf(handle);
  return file == nullptr || file->at >= mql::sizeOf(*file);
}

inline bool FileIsExist(const string &name, const int common = 0) {
  struct stat facts {};
  return ::stat(mql::pathOf(name, common).c_str(), &facts) == 0 || mql::fail(ERR_FILE_NOT_EXIST, false);
}

inline bool FileDelete(const string &name, const int common = 0) {
  return ::unlink(mql::pathOf(name, common).c_str()) == 0 || mql::fail(ERR_FILE_NOT_EXIST, false);
}

// Replaces an existing file only with FILE_REWRITE.
inline bool FileMove(const string &from, const int common, const string &to, const int flags) {
  if (mql::g_quirks.refusedMoves > 0 && mql::g_quirks.refusedMoves-- > 0) return mql::fail(ERR_FILE_CANNOT_OPEN, false);
  const std::string target = mql::pathOf(to, flags);
  struct stat facts {};
  if ((flags & FILE_REWRITE) == 0 && ::stat(target.c_str(), &facts) == 0) return mql::fail(ERR_FILE_CANNOT_OPEN, false);
  mql::makeFoldersOf(target);
  return ::rename(mql::pathOf(from, common).c_str(), target.c_str()) == 0 || mql::fail(ERR_FILE_NOT_EXIST, false);
}
