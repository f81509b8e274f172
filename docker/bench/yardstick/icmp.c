/*
 * Pings many addresses, as cheaply as one thread can: the limit that kald is measured against.
 *
 *   icmp -n TARGETS -s dgram|raw (-f IN_FLIGHT | -i PERIOD_S [-g STEP_MS]) [-b BATCH] [-t TIMEOUT_S]
 *       [-d DURATION_S]
 *
 * 64 bytes of ICMP; the target's number travels in the payload, so nothing ends at 65,536.
 */
#define _GNU_SOURCE
#include "clock.h"
#include <errno.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_BATCH = 1024, REPLY_BYTES = 128 };

struct echo {
  uint8_t type, code;
  uint16_t checksum, id, sequence;
  uint32_t target, round;
  uint8_t padding[48];
};

struct target {
  uint64_t sent;
  uint32_t round;
  uint16_t rtt_micros;
  uint8_t waiting;
};

static struct target *targets;
static uint32_t count = 10000;
static int raw, fd;
static unsigned batch = 64, limit, in_flight;
static uint64_t timeout = SECOND, next, sent, answered, lost, rtt_sum;
static struct schedule schedule = {.period = 5 * SECOND};

static struct echo echoes[MAX_BATCH];
static struct sockaddr_in addresses[MAX_BATCH];
static unsigned char replies[MAX_BATCH][REPLY_BYTES];
static struct iovec out[MAX_BATCH], in[MAX_BATCH];
static struct mmsghdr outgoing[MAX_BATCH], incoming[MAX_BATCH];

static uint16_t checksum(const struct echo *e) {
  uint16_t words[sizeof *e / 2];
  memcpy(words, e, sizeof *e);
  uint32_t sum = 0;
  for (size_t i = 0; i < sizeof *e / 2; i++) sum += words[i];
  sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~((sum & 0xffff) + (sum >> 16));
}

static void lay_out(void) {
  for (int i = 0; i < MAX_BATCH; i++) {
    echoes[i] = (struct echo){.type = ICMP_ECHO, .id = htons((uint16_t)getpid())};
    addresses[i].sin_family = AF_INET;
    out[i] = (struct iovec){&echoes[i], sizeof echoes[i]};
    in[i] = (struct iovec){replies[i], REPLY_BYTES};
    outgoing[i].msg_hdr = (struct msghdr){
        .msg_name = &addresses[i], .msg_namelen = sizeof addresses[i], .msg_iov = &out[i], .msg_iovlen = 1};
    incoming[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
  }
}

static int open_socket(void) {
  fd = socket(AF_INET, (raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP);
  if (fd < 0) return -1;
  int buffer = 64 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
  struct icmp_filter only_replies = {~(1u << ICMP_ECHOREPLY)};
  return raw ? setsockopt(fd, SOL_RAW, ICMP_FILTER, &only_replies, sizeof only_replies) : 0;
}

static void fill(unsigned slot, uint32_t i, uint64_t now) {
  struct target *t = &targets[i];
  struct echo *e = &echoes[slot];
  t->sent = now;
  t->waiting = 1;
  e->sequence = htons((uint16_t)++t->round);
  e->target = i;
  e->round = t->round;
  e->checksum = 0;
  if (raw) e->checksum = checksum(e); /* the kernel does it for a ping socket */
  addresses[slot].sin_addr.s_addr = htonl(FIRST_ADDRESS + i);
}

/* Fills up to a batch with what may leave now. */
static unsigned gather(uint64_t now) {
  unsigned n = 0;
  for (uint32_t looked = 0; n < batch && looked < count; looked++) {
    if (limit ? in_flight + n >= limit : due_nanos(&schedule, next) > now) break;
    uint32_t i = (uint32_t)(next++ % count);
    if (!targets[i].waiting) fill(n++, i, now);
  }
  return n;
}

static void send_batch(unsigned n) {
  int done = 0;
  while ((unsigned)done < n) {
    int more = sendmmsg(fd, outgoing + done, n - (unsigned)done, 0);
    if (more < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR)) {
      poll(&(struct pollfd){fd, POLLOUT, 0}, 1, 1);
    } else if (more < 0) {
      perror("sendmmsg");
      exit(1);
    } else {
      done += more;
    }
  }
  sent += n;
  in_flight += n;
}

static void take(const unsigned char *reply, uint64_t now) {
  struct echo e;
  memcpy(&e, reply + (raw ? (size_t)((const struct iphdr *)reply)->ihl * 4 : 0), sizeof e);
  if (e.type != ICMP_ECHOREPLY || e.target >= count) return;
  struct target *t = &targets[e.target];
  if (!t->waiting || t->round != e.round || (raw && e.id != echoes[0].id)) return;
  t->waiting = 0;
  t->rtt_micros = (uint16_t)((now - t->sent) / 1000);
  rtt_sum += now - t->sent;
  answered++;
  in_flight--;
}

static void receive(void) {
  int n;
  do {
    n = recvmmsg(fd, incoming, batch, MSG_DONTWAIT, NULL);
    uint64_t now = now_nanos();
    for (int i = 0; i < n; i++) take(replies[i], now);
  } while (n == (int)batch);
}

static void expire(uint64_t now) {
  for (uint32_t i = 0; i < count; i++) {
    if (!targets[i].waiting || targets[i].sent + timeout >= now) continue;
    targets[i].waiting = 0;
    in_flight--;
    lost++;
  }
}

static int usage(void) {
  fputs("usage: icmp -n TARGETS -s dgram|raw (-f IN_FLIGHT | -i PERIOD_S [-g STEP_MS]) [-b BATCH] [-t TIMEOUT_S] "
        "[-d DURATION_S]\n", stderr);
  return 2;
}

static void rest(uint64_t due) {
  struct timespec sleep = sleep_until(due);
  ppoll(&(struct pollfd){fd, POLLIN, 0}, 1, &sleep, NULL);
}

int main(int argc, char **argv) {
  double duration = 0;
  for (int option; (option = getopt(argc, argv, "n:s:f:i:g:b:t:d:")) > 0;) {
    switch (option) {
      case 'n': count = (uint32_t)atoi(optarg); break;
      case 's': raw = strcmp(optarg, "raw") == 0; break;
      case 'f': limit = (unsigned)atoi(optarg); break;
      case 'i': schedule.period = (uint64_t)(atof(optarg) * SECOND); break;
      case 'g': schedule.step = (uint64_t)(atof(optarg) * MILLI); break;
      case 'b': batch = (unsigned)atoi(optarg); break;
      case 't': timeout = (uint64_t)(atof(optarg) * SECOND); break;
      case 'd': duration = atof(optarg); break;
      default: return usage();
    }
  }
  if (batch < 1 || batch > MAX_BATCH) return usage();
  start_run();
  if (open_socket()) {
    perror("icmp socket");
    return 1;
  }
  targets = calloc(count, sizeof *targets);
  lay_out();
  uint64_t begun = now_nanos(), looked = begun;
  schedule.origin = begun;
  schedule.targets = count;
  while (!stopped && (duration == 0 || now_nanos() < begun + (uint64_t)(duration * SECOND))) {
    uint64_t now = now_nanos();
    unsigned n = gather(now);
    if (n) {
      send_batch(n);
    } else {
      rest(limit ? UINT64_MAX : due_nanos(&schedule, next));
    }
    receive();
    if (now - looked > 100 * MILLI) expire(looked = now);
  }
  double wall = (double)(now_nanos() - begun) / SECOND, cpu = cpu_seconds();
  printf("{\"probes\": %lu, \"answered\": %lu, \"lost\": %lu, \"per_second\": %.0f, \"cpu_micros\": %.3f, "
         "\"rtt_micros\": %.1f}\n",
         sent, answered, lost, (double)sent / wall, cpu * 1e6 / (double)(sent ? sent : 1),
         (double)rtt_sum / 1e3 / (double)(answered ? answered : 1));
  return 0;
}
