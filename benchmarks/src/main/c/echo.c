/* An echo server on one thread with epoll, edge-triggered: what the kernel lets a program do. It speaks the protocol of
   ServerHost: prints its port, and ends when its standard input does. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 65536, EVENTS = 1024, DESCRIPTORS = 1 << 20 };

/* What did not fit into a socket, by descriptor. */
struct rest { char *bytes; size_t from, to; };
static struct rest *rests;
static int poller;
static char buffer[BUFFER];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) fail("epoll_ctl");
}

static void drop(int fd) {
  free(rests[fd].bytes);
  memset(&rests[fd], 0, sizeof rests[fd]);
  close(fd);
}

static void accept_all(int server) {
  int fd, on = 1;
  while ((fd = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(fd, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
  }
}

/* Whether all of it has gone; -1 if the connection is broken. */
static int send_rest(int fd) {
  struct rest *rest = &rests[fd];
  while (rest->from < rest->to) {
    ssize_t n = write(fd, rest->bytes + rest->from, rest->to - rest->from);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    rest->from += (size_t)n;
  }
  return 1;
}

static void keep(int fd, const char *bytes, size_t count) {
  struct rest *rest = &rests[fd];
  if (!rest->bytes && !(rest->bytes = malloc(BUFFER))) fail("malloc");
  memcpy(rest->bytes, bytes, count);
  rest->from = 0;
  rest->to = count;
}

static void echo(int fd, unsigned ended) {
  int sent = send_rest(fd);
  while (sent > 0) {
    ssize_t n = read(fd, buffer, BUFFER);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) break;
    ssize_t w = write(fd, buffer, (size_t)n);
    if (w < 0 && errno != EAGAIN) break;
    if (w < n) {
      keep(fd, buffer + (w < 0 ? 0 : w), (size_t)(n - (w < 0 ? 0 : w)));
      sent = send_rest(fd);
    } else if (n < BUFFER && !ended) {
      return; /* a short read: a new edge comes with new bytes */
    }
  }
  if (sent != 0) drop(fd);
}

int main(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  rests = calloc(DESCRIPTORS, sizeof *rests);
  poller = epoll_create1(0);
  if (!rests || poller < 0 || server < 0) fail("setup");
  if (bind(server, (struct sockaddr *)&address, length) < 0 || listen(server, 65535) < 0) fail("listen");
  getsockname(server, (struct sockaddr *)&address, &length);
  printf("listening %d\n", ntohs(address.sin_port));
  fflush(stdout);
  watch(server, EPOLLIN | EPOLLET);
  watch(STDIN_FILENO, EPOLLIN | EPOLLET);
  struct epoll_event events[EVENTS];
  for (;;) {
    int n = epoll_wait(poller, events, EVENTS, -1);
    if (n < 0 && errno != EINTR) fail("epoll_wait");
    for (int i = 0; i < n; i++) {
      int fd = events[i].data.fd;
      if (fd == STDIN_FILENO) return 0;
      if (fd == server) accept_all(server); else echo(fd, events[i].events & EPOLLRDHUP);
    }
  }
}
