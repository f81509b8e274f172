/* What the yardsticks share: time, options, the end of a run. */
#ifndef CLOCK_H
#define CLOCK_H
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>

#define SECOND 1000000000ull
#define MILLI 1000000ull
#define FIRST_ADDRESS 0x7f010001u /* 127.1.0.1; target i has the i-th address after it */

static volatile sig_atomic_t stopped;

static void on_stop(int signal) {
  (void)signal;
  stopped = 1;
}

static inline uint64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

/* Ends on SIGTERM and SIGINT with a summary; wakes as exactly as the kernel can. */
static void start_run(void) {
  struct sigaction action = {.sa_handler = on_stop};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
}

static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* The schedule: probe k is due at origin + k * period / targets, and is sent at the next step. */
struct schedule {
  uint64_t origin, period, step;
  uint64_t targets;
};

static inline uint64_t due_nanos(const struct schedule *s, uint64_t k) {
  uint64_t offset = k * s->period / s->targets;
  if (s->step > 0) offset = (offset + s->step - 1) / s->step * s->step;
  return s->origin + offset;
}

/* How long to sleep until then; at most 100 ms, so that time-outs are looked at. */
static inline struct timespec sleep_until(uint64_t due) {
  uint64_t now = now_nanos();
  uint64_t nanos = due > now ? due - now : 0;
  return (struct timespec){0, (long)(nanos < 100 * MILLI ? nanos : 100 * MILLI)};
}
#endif
