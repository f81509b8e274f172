/*
 * The other side of a TCP probe: accepts, waits until the caller is gone, closes.
 *
 *   acceptor PORT...
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 512, ACCEPTS = 64 };

static int epoll;

static void watch(int fd, uint32_t events, int listener) {
  struct epoll_event wanted = {.events = events, .data.u64 = (uint64_t)listener << 32 | (uint32_t)fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &wanted);
}

static int listen_on(int port) {
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (bind(fd, (struct sockaddr *)&any, sizeof any) || listen(fd, 65535)) return -1;
  watch(fd, EPOLLIN, 1);
  return 0;
}

/* Whether the caller is still there. */
static int open_still(int fd) {
  char ignored[512];
  ssize_t n = recv(fd, ignored, sizeof ignored, MSG_DONTWAIT);
  return n > 0 || (n < 0 && errno == EAGAIN);
}

static void accept_some(int listener) {
  for (int i = 0; i < ACCEPTS; i++) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    if (open_still(fd)) {
      watch(fd, EPOLLIN | EPOLLRDHUP, 0);
    } else {
      close(fd);
    }
  }
}

int main(int argc, char **argv) {
  epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 1; i < argc; i++) {
    if (listen_on(atoi(argv[i]))) {
      perror(argv[i]);
      return 1;
    }
  }
  static struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    for (int e = 0; e < ready; e++) {
      int fd = (int)(uint32_t)events[e].data.u64;
      if (events[e].data.u64 >> 32) {
        accept_some(fd);
      } else if (!open_still(fd)) {
        close(fd);
      }
    }
  }
}
