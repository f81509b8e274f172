/*
 * Writes a capture of keepalives, and reads one with a table of connections as cheaply as one thread
 * can: the limit that kald is measured against.
 *
 *   capture write FILE BYTES [TARGETS]
 *   capture walk FILE
 *
 * Written are 2,000 TCP keepalives a second to the targets in turn, closed by RST and by FIN in turn,
 * and behind every 16th an SCCP KeepAlive and its answer on a connection that stays. Walked is any
 * little-endian pcap with microseconds, Ethernet and IPv4; told are totals.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { FILE_HEADER = 24, RECORD = 16, ETHERNET = 14, IP = 20, TCP = 20 };

static void die(const char *what) {
  perror(what);
  exit(1);
}

/* --- writing --- */

struct end {
  uint32_t address;
  uint16_t port;
  uint32_t next; /* sequence number */
};

static FILE *out;
static uint64_t written;
static uint16_t ip_id;

static void put16(uint8_t *at, uint16_t value) {
  value = htons(value);
  memcpy(at, &value, sizeof value);
}

static void put32(uint8_t *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, sizeof value);
}

static void ip_checksum(uint8_t *ip) {
  uint32_t sum = 0;
  for (int i = 0; i < IP; i += 2) sum += ip[i] << 8 | ip[i + 1];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put16(ip + 10, ~sum);
}

/* Options as Linux sends them: all of them with SYN, a time stamp otherwise, none with RST. */
static int put_options(uint8_t *at, int flags, uint64_t micros) {
  static const uint8_t with_syn[20] = {2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 3, 7};
  static const uint8_t usual[12] = {1, 1, 8, 10};
  if (flags & RST) return 0;
  int length = flags & SYN ? sizeof with_syn : sizeof usual;
  memcpy(at, flags & SYN ? with_syn : usual, length);
  put32(at + (flags & SYN ? 8 : 4), micros / 1000);
  return length;
}

static void segment(struct end *from, const struct end *to, int flags, const void *payload, int length, uint64_t micros) {
  uint8_t frame[256] = {2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 10, 8, 0};
  uint8_t *ip = frame + ETHERNET, *tcp = ip + IP;
  int header = TCP + put_options(tcp + TCP, flags, micros);
  ip[0] = 0x45;
  put16(ip + 2, IP + header + length);
  put16(ip + 4, ip_id++);
  ip[6] = 0x40;
  ip[8] = 64;
  ip[9] = 6;
  put32(ip + 12, from->address);
  put32(ip + 16, to->address);
  ip_checksum(ip);
  put16(tcp, from->port);
  put16(tcp + 2, to->port);
  put32(tcp + 4, from->next);
  put32(tcp + 8, flags & ACK ? to->next : 0);
  tcp[12] = header / 4 << 4;
  tcp[13] = flags;
  put16(tcp + 14, 64240);
  if (length) memcpy(tcp + header, payload, length);
  from->next += length + !!(flags & (SYN | FIN));
  uint32_t size = ETHERNET + IP + header + length;
  uint32_t record[4] = {1700000000 + micros / 1000000, micros % 1000000, size, size};
  if (fwrite(record, sizeof record, 1, out) != 1 || fwrite(frame, size, 1, out) != 1) die("write");
  written += sizeof record + size;
}

static void keepalive(uint64_t number, uint32_t targets, uint64_t micros) {
  uint32_t target = number % targets;
  /* A target's ports repeat after so many rounds, not before. */
  uint16_t port = 10000 + (number / targets * 211 + target * 7) % 50000;
  struct end us = {0x0a630001, port, number * 0x01000193u};
  struct end server = {0x0a400001 + target, 8080, ~us.next};
  segment(&us, &server, SYN, 0, 0, micros);
  segment(&server, &us, SYN | ACK, 0, 0, micros + 50);
  segment(&us, &server, ACK, 0, 0, micros + 80);
  if (number & 1) {
    segment(&us, &server, FIN | ACK, 0, 0, micros + 100);
    segment(&server, &us, FIN | ACK, 0, 0, micros + 150);
    segment(&us, &server, ACK, 0, 0, micros + 170);
  } else {
    segment(&us, &server, RST, 0, 0, micros + 100);
  }
}

static void phone_keepalive(struct end *phone, struct end *node, uint64_t micros) {
  static const uint8_t ask[12] = {4}, answer[12] = {4, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  if (node->port == 0) {
    node->address = 0x0a630002;
    node->port = 2000;
    segment(phone, node, SYN, 0, 0, micros);
    segment(node, phone, SYN | ACK, 0, 0, micros + 10);
    segment(phone, node, ACK, 0, 0, micros + 20);
  }
  segment(phone, node, PSH | ACK, ask, sizeof ask, micros + 40);
  segment(node, phone, PSH | ACK, answer, sizeof answer, micros + 60);
  segment(phone, node, ACK, 0, 0, micros + 80);
}

static void write_capture(const char *path, uint64_t bytes, uint32_t targets) {
  uint32_t header[6] = {0xa1b2c3d4, 2 | 4 << 16, 0, 0, 262144, 1};
  struct end *phones = calloc(targets, sizeof *phones), *nodes = calloc(targets, sizeof *nodes);
  out = fopen(path, "wb");
  if (!out || !phones || !nodes) die(path);
  setvbuf(out, 0, _IOFBF, 1 << 20);
  if (fwrite(header, sizeof header, 1, out) != 1) die(path);
  written = sizeof header;
  for (uint64_t number = 0; written < bytes; number++) {
    keepalive(number, targets, number * 500);
    if (number % 16 == 0) {
      uint32_t i = number / 16 % targets;
      phones[i].address = 0x0a500001 + i;
      phones[i].port = 49152;
      phone_keepalive(&phones[i], &nodes[i], number * 500 + 200);
    }
  }
  if (fclose(out)) die(path);
}

/* --- walking --- */

struct flow {
  uint64_t low, high; /* address and port of either end */
  uint64_t syn_micros;
  uint32_t packets, bytes, rtt_micros, flags;
};

static struct flow *flows;
static uint64_t slots = 1 << 16, used;

static uint64_t hash(uint64_t low, uint64_t high) {
  uint64_t mixed = (low ^ (high << 23 | high >> 41)) * 0x9e3779b97f4a7c15u;
  mixed = (mixed ^ mixed >> 32) * 0xd6e8feb86659fd93u;
  return mixed ^ mixed >> 32;
}

static struct flow *new_table(uint64_t count) {
  struct flow *table = mmap(0, count * sizeof *table, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (table == MAP_FAILED) die("mmap");
  madvise(table, count * sizeof *table, MADV_HUGEPAGE);
  return table;
}

static struct flow *slot(uint64_t low, uint64_t high) {
  uint64_t at = hash(low, high) & (slots - 1);
  while (flows[at].packets && (flows[at].low != low || flows[at].high != high)) at = (at + 1) & (slots - 1);
  return flows + at;
}

static void grow(void) {
  struct flow *old = flows;
  uint64_t count = slots;
  slots *= 2;
  flows = new_table(slots);
  for (uint64_t i = 0; i < count; i++)
    if (old[i].packets) *slot(old[i].low, old[i].high) = old[i];
  munmap(old, count * sizeof *old);
}

static struct flow *find(uint64_t low, uint64_t high) {
  struct flow *flow = slot(low, high);
  if (flow->packets) return flow;
  if (++used * 10 > slots * 7) {
    grow();
    flow = slot(low, high);
  }
  flow->low = low;
  flow->high = high;
  return flow;
}

static uint64_t endpoint(const uint8_t *address, const uint8_t *port) {
  uint32_t a;
  uint16_t p;
  memcpy(&a, address, sizeof a);
  memcpy(&p, port, sizeof p);
  return (uint64_t)a << 16 | p;
}

static void take(const uint8_t *frame, uint32_t size, uint64_t micros) {
  const uint8_t *ip = frame + ETHERNET;
  if (size < ETHERNET + IP + TCP || frame[12] != 8 || frame[13] || ip[9] != 6) return;
  const uint8_t *tcp = ip + (ip[0] & 15) * 4;
  if (tcp + TCP > frame + size) return;
  uint64_t from = endpoint(ip + 12, tcp), to = endpoint(ip + 16, tcp + 2);
  struct flow *flow = from < to ? find(from, to) : find(to, from);
  int flags = tcp[13];
  if ((flags & (SYN | ACK)) == SYN) flow->syn_micros = micros;
  if ((flags & (SYN | ACK)) == (SYN | ACK)) flow->rtt_micros = micros - flow->syn_micros;
  flow->packets++;
  flow->bytes += size;
  flow->flags |= flags;
}

static void walk_capture(const char *path) {
  struct stat stat;
  int fd = open(path, O_RDONLY);
  if (fd < 0 || fstat(fd, &stat)) die(path);
  uint64_t size = stat.st_size, at = FILE_HEADER, packets = 0, reset = 0;
  const uint8_t *file = mmap(0, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (file == MAP_FAILED) die(path);
  madvise((void *)file, size, MADV_SEQUENTIAL);
  flows = new_table(slots);
  while (at + RECORD <= size) {
    uint32_t record[4];
    memcpy(record, file + at, sizeof record);
    if (record[2] > size - at - RECORD) break;
    take(file + at + RECORD, record[2], record[0] * 1000000ull + record[1]);
    at += RECORD + record[2];
    packets++;
  }
  for (uint64_t i = 0; i < slots; i++) reset += flows[i].packets && flows[i].flags & RST;
  printf("{\"packets\": %lu, \"connections\": %lu, \"reset\": %lu}\n", packets, used, reset);
}

int main(int count, char **words) {
  if (count >= 4 && !strcmp(words[1], "write")) {
    write_capture(words[2], strtoull(words[3], 0, 10), count > 4 ? atoi(words[4]) : 10000);
  } else if (count == 3 && !strcmp(words[1], "walk")) {
    walk_capture(words[2]);
  } else {
    fprintf(stderr, "capture write FILE BYTES [TARGETS] | capture walk FILE\n");
    return 2;
  }
  return 0;
}
