// A network path with latency and no other limit: two network namespaces joined by a pair of TUN devices, between which
// every packet is held for the milliseconds given. Needs root.
//
// Prints "PID FD FD": /proc/PID/fd/FD are the two namespaces, each with one device, `path0`, still without an address.
// Ends when its standard input does.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PACKET_BYTES = 2048, SLOTS = 1 << 15 };

struct packet {
  int64_t due_ns;
  int bytes;
  char data[PACKET_BYTES];
};

// First in, first out: with one delay for all, the order of arrival is the order in which packets are due.
struct queue {
  struct packet *slots;
  unsigned head, tail;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

// Moves this process into a new network namespace, whose descriptor is given back, and makes the device in it.
static int enter_new_namespace(int *device) {
  if (unshare(CLONE_NEWNET) != 0) fail("unshare");
  *device = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (*device < 0) fail("/dev/net/tun");
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strcpy(request.ifr_name, "path0");
  if (ioctl(*device, TUNSETIFF, &request) != 0) fail("TUNSETIFF");
  int namespace = open("/proc/self/ns/net", O_RDONLY);
  if (namespace < 0) fail("/proc/self/ns/net");
  return namespace;
}

static void receive(int device, struct queue *queue, int64_t delay_ns) {
  while (queue->tail - queue->head < SLOTS) {
    struct packet *packet = &queue->slots[queue->tail % SLOTS];
    packet->bytes = read(device, packet->data, PACKET_BYTES);
    if (packet->bytes <= 0) return;
    packet->due_ns = now_ns() + delay_ns;
    queue->tail++;
  }
}

static void deliver(int device, struct queue *queue) {
  while (queue->head != queue->tail) {
    struct packet *packet = &queue->slots[queue->head % SLOTS];
    if (packet->due_ns > now_ns()) return;
    // A packet that a device refuses (it is down) is lost, as on any network.
    if (write(device, packet->data, packet->bytes) < 0 && errno == EAGAIN) return;
    queue->head++;
  }
}

static int64_t first_due_ns(const struct queue *queues) {
  int64_t first = INT64_MAX;
  for (int side = 0; side < 2; side++) {
    if (queues[side].head == queues[side].tail) continue;
    int64_t due = queues[side].slots[queues[side].head % SLOTS].due_ns;
    if (due < first) first = due;
  }
  return first;
}

static void await(const int *devices, const struct queue *queues) {
  struct pollfd watched[] = {{devices[0], POLLIN, 0}, {devices[1], POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}};
  int64_t due = first_due_ns(queues);
  int64_t wait = due == INT64_MAX ? 1000000000LL : due - now_ns();
  struct timespec timeout = {.tv_sec = 0, .tv_nsec = wait < 0 ? 0 : wait};
  if (wait >= 1000000000LL) timeout = (struct timespec){.tv_sec = 1};
  if (ppoll(watched, 3, &timeout, NULL) < 0 && errno != EINTR) fail("ppoll");
  char byte;
  if (watched[2].revents != 0 && read(STDIN_FILENO, &byte, 1) <= 0) exit(0);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: delayed-path MILLISECONDS\n");
    return 2;
  }
  int64_t delay_ns = atof(arguments[1]) * 1e6;
  int devices[2], namespaces[2];
  struct queue queues[2];
  for (int side = 0; side < 2; side++) {
    namespaces[side] = enter_new_namespace(&devices[side]);
    queues[side] = (struct queue){.slots = calloc(SLOTS, sizeof(struct packet))};
    if (queues[side].slots == NULL) fail("calloc");
  }
  printf("%d %d %d\n", getpid(), namespaces[0], namespaces[1]);
  fflush(stdout);
  for (;;) {
    await(devices, queues);
    for (int side = 0; side < 2; side++) {
      receive(devices[side], &queues[side], delay_ns);
      deliver(devices[1 - side], &queues[side]);
    }
  }
}
