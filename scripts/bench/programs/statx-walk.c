// The limit of a no-op: lists every tree given and asks statx of each entry, one thread per tree. Prints the entries.
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static long walk(int directory) {
  DIR *stream = fdopendir(directory);
  if (stream == NULL) {
    perror("fdopendir");
    exit(1);
  }
  long entries = 0;
  struct dirent *entry;
  while ((entry = readdir(stream)) != NULL) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    struct statx stats;
    if (statx(directory, entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &stats) != 0) {
      perror(entry->d_name);
      exit(1);
    }
    entries++;
    if (!S_ISDIR(stats.stx_mode)) continue;
    int below = openat(directory, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (below < 0) {
      perror(entry->d_name);
      exit(1);
    }
    entries += walk(below);
  }
  closedir(stream);
  return entries;
}

static void *walk_tree(void *path) {
  int root = open(path, O_RDONLY | O_DIRECTORY);
  if (root < 0) {
    perror(path);
    exit(1);
  }
  return (void *)walk(root);
}

int main(int count, char **arguments) {
  pthread_t *threads = calloc(count, sizeof *threads);
  for (int index = 1; index < count; index++) pthread_create(&threads[index], NULL, walk_tree, arguments[index]);
  long entries = 0;
  for (int index = 1; index < count; index++) {
    void *walked;
    pthread_join(threads[index], &walked);
    entries += (long)walked;
  }
  printf("%ld\n", entries);
  return 0;
}
