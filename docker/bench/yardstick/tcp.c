/*
 * Asks many addresses whether they accept a TCP connection, as cheaply as one thread can:
 * the limit that kald is measured against.
 *
 *   tcp -n TARGETS -p PORT[-PORT] -c rst|half-open|fin (-f IN_FLIGHT | -i PERIOD_S [-g STEP_MS])
 *       [-t TIMEOUT_S] [-d DURATION_S]
 *
 * -f: flat out with so many in flight. -i: each target once a period, evenly spread, sent when due
 * or, with -g, at the next step. Target i uses the ports of the range in turn.
 */
#define _GNU_SOURCE
#include "clock.h"
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 1024 };

struct target {
  uint64_t started;
  int fd;
  uint32_t rtt_micros;
};

static struct target *targets;
static uint32_t count = 10000;
static unsigned first_port = 8080, ports = 1;
static int linger_zero = 1, hold_ack = 1; /* half-open */
static uint64_t timeout = SECOND;
static int epoll;
static unsigned in_flight;
static uint64_t answered, failed, unsent, rtt_sum;

static void end(struct target *t, int error, uint64_t now) {
  close(t->fd);
  t->fd = -1;
  in_flight--;
  if (error) {
    failed++;
    return;
  }
  answered++;
  t->rtt_micros = (uint32_t)((now - t->started) / 1000);
  rtt_sum += now - t->started;
}

static void begin(uint32_t i, uint64_t now) {
  struct target *t = &targets[i];
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) {
    unsent++;
    return;
  }
  if (linger_zero) setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
  if (hold_ack) setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &(int){0}, sizeof(int));
  struct sockaddr_in address = {
      .sin_family = AF_INET,
      .sin_port = htons((uint16_t)(first_port + i % ports)),
      .sin_addr.s_addr = htonl(FIRST_ADDRESS + i),
  };
  t->fd = fd;
  t->started = now;
  in_flight++;
  if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0) {
    end(t, 0, now_nanos());
  } else if (errno != EINPROGRESS) {
    end(t, errno, 0);
  } else {
    struct epoll_event wanted = {.events = EPOLLOUT, .data.u32 = i};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
  }
}

static void take(const struct epoll_event *event) {
  struct target *t = &targets[event->data.u32];
  int error = 0;
  if (event->events & (EPOLLERR | EPOLLHUP)) {
    getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &error, &(socklen_t){sizeof error});
  }
  end(t, error, now_nanos());
}

static void expire(uint64_t now) {
  for (uint32_t i = 0; i < count; i++) {
    if (targets[i].fd >= 0 && targets[i].started + timeout < now) end(&targets[i], ETIMEDOUT, 0);
  }
}

static int close_mode(const char *name) {
  linger_zero = strcmp(name, "fin") != 0;
  hold_ack = strcmp(name, "half-open") == 0;
  return hold_ack || !linger_zero || strcmp(name, "rst") == 0;
}

static int usage(void) {
  fputs("usage: tcp -n TARGETS -p PORT[-PORT] -c rst|half-open|fin (-f IN_FLIGHT | -i PERIOD_S [-g STEP_MS]) "
        "[-t TIMEOUT_S] [-d DURATION_S]\n", stderr);
  return 2;
}

static void port_range(char *text) {
  char *last = strchr(text, '-');
  first_port = (unsigned)atoi(text);
  ports = last ? (unsigned)atoi(last + 1) - first_port + 1 : 1;
}

/* Starts what may start now; says when the next one is due. */
static uint64_t start_flat(unsigned limit) {
  static uint32_t next;
  for (uint32_t looked = 0; in_flight < limit && looked < count; looked++) {
    if (targets[next].fd < 0) begin(next, now_nanos());
    next = next + 1 < count ? next + 1 : 0;
  }
  return UINT64_MAX;
}

static uint64_t start_due(const struct schedule *schedule) {
  static uint64_t k;
  uint64_t due;
  while ((due = due_nanos(schedule, k)) <= now_nanos()) {
    uint32_t i = (uint32_t)(k++ % count);
    if (targets[i].fd < 0) begin(i, now_nanos());
  }
  return due;
}

int main(int argc, char **argv) {
  unsigned limit = 0;
  double duration = 0;
  struct schedule schedule = {.period = 5 * SECOND};
  for (int option; (option = getopt(argc, argv, "n:p:c:f:i:g:t:d:")) > 0;) {
    switch (option) {
      case 'n': count = (uint32_t)atoi(optarg); break;
      case 'p': port_range(optarg); break;
      case 'c': if (!close_mode(optarg)) return usage(); break;
      case 'f': limit = (unsigned)atoi(optarg); break;
      case 'i': schedule.period = (uint64_t)(atof(optarg) * SECOND); break;
      case 'g': schedule.step = (uint64_t)(atof(optarg) * MILLI); break;
      case 't': timeout = (uint64_t)(atof(optarg) * SECOND); break;
      case 'd': duration = atof(optarg); break;
      default: return usage();
    }
  }
  start_run();
  epoll = epoll_create1(EPOLL_CLOEXEC);
  targets = calloc(count, sizeof *targets);
  for (uint32_t i = 0; i < count; i++) targets[i].fd = -1;
  uint64_t begun = now_nanos(), looked = begun;
  schedule.origin = begun;
  schedule.targets = count;
  static struct epoll_event events[EVENTS];
  while (!stopped && (duration == 0 || now_nanos() < begun + (uint64_t)(duration * SECOND))) {
    uint64_t due = limit ? start_flat(limit) : start_due(&schedule);
    struct timespec sleep = sleep_until(due);
    int ready = epoll_pwait2(epoll, events, EVENTS, &sleep, NULL);
    for (int e = 0; e < ready; e++) take(&events[e]);
    uint64_t now = now_nanos();
    if (now - looked > 100 * MILLI) expire(looked = now);
  }
  uint64_t probes = answered + failed;
  double wall = (double)(now_nanos() - begun) / SECOND, cpu = cpu_seconds();
  printf("{\"probes\": %lu, \"answered\": %lu, \"failed\": %lu, \"unsent\": %lu, \"per_second\": %.0f, "
         "\"cpu_micros\": %.2f, \"rtt_micros\": %.1f}\n",
         probes, answered, failed, unsent, (double)probes / wall, cpu * 1e6 / (double)(probes ? probes : 1),
         (double)rtt_sum / 1e3 / (double)(answered ? answered : 1));
  return 0;
}
