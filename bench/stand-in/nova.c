/*
 * A very fast stand-in for Keystone v3 and Nova v2.1 on 127.0.0.1: one thread, epoll, no library but libc.
 *
 *   POST /v3/auth/tokens                                201, X-Subject-Token, catalog
 *   GET  / /v3 /v2.1 and /v2.1/{project}                version documents
 *   GET  /v2.1/{project}/servers/{id}                   200 | 404
 *   GET  /v2.1/{project}/servers/{id}/os-instance-actions
 *   POST /v2.1/{project}/servers/{id}/action            os-stop: 202 | 409 | 404
 *   POST /bench/reset?name=value&...                    all servers and counts as at the start, with these options
 *   GET  /bench/stats                                   what was asked and done since then
 *   GET  /bench/ids?n=N                                 the ids of the first N servers, one a line
 *
 * Options, by default 0. Percentages are of the requests to Nova, and nothing is done for a request that fails:
 *   servers        how many (10,000)
 *   latency_ms     added to each answer of Keystone and Nova
 *   rate, burst    requests to Nova a second that are let through, and the size of the bucket; 429 for the others
 *   retry_after    seconds, in each 429 and 503 (1)
 *   fault_503      percentage that is answered 503
 *   fault_reset    percentage that ends in a reset of the connection
 *   fault_lost     percentage of the stops that are done, and end in a reset
 *   fault_hang     percentage that is never answered
 *   pct_stopped    percentage of the servers that are off at the start
 *   revoke_after   requests to Nova after which a token is not valid any more
 *   seed           of the faults (1)
 *
 * A stop sets vm_state at once. What belongs to one server (a post, a Retry-After) is counted by server.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PROJECT "b3a5f0c2d4e64f7f8a9b0c1d2e3f4a5b"
#define USER_ID "60a6b6b7b8c54f4b8f1b9a6f5b7c8d9e"
#define USERNAME "bench"
#define PASSWORD "bench-pass"
#define ID_PREFIX "00000000-0000-4000-8000-"
#define TOKEN_PREFIX "gAAAAABn"
#define TOKEN_SECONDS 3600
#define NOVA_HEADERS                                                                     \
  "OpenStack-API-Version: compute 2.1\r\nX-OpenStack-Nova-API-Version: 2.1\r\n"          \
  "Vary: OpenStack-API-Version, X-OpenStack-Nova-API-Version\r\n"
#define IS(text, length, word) ((length) == (int)sizeof(word) - 1 && !memcmp(text, word, sizeof(word) - 1))

/* ---------- options ---------- */

typedef struct {
  int servers, latency_ms, rate, burst, retry_after, revoke_after, seed;
  double fault_503, fault_reset, fault_lost, fault_hang, pct_stopped;
} Options;

static const Options DEFAULTS = {.servers = 10000, .retry_after = 1, .seed = 1};
static Options o;
static int port;

static int set_option(const char *name, const char *value) {
#define INT(x) if (!strcmp(name, #x)) { o.x = atoi(value); return 1; }
#define PCT(x) if (!strcmp(name, #x)) { o.x = atof(value); return 1; }
  INT(servers) INT(latency_ms) INT(rate) INT(burst) INT(retry_after) INT(revoke_after) INT(seed)
  PCT(fault_503) PCT(fault_reset) PCT(fault_lost) PCT(fault_hang) PCT(pct_stopped)
#undef INT
#undef PCT
  return 0;
}

/* ---------- time and chance ---------- */

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t chance_state = 1;

/* xorshift64: true for so many in a hundred */
static int chance(double percent) {
  if (percent <= 0) return 0;
  chance_state ^= chance_state << 13;
  chance_state ^= chance_state >> 7;
  chance_state ^= chance_state << 17;
  return (double)(chance_state >> 11) / (double)(1ULL << 53) * 100.0 < percent;
}

/* A number from 0 to 99.99 that is the same for a server in each run */
static double percentile_of(int server) {
  uint32_t h = (uint32_t)server * 2654435761u ^ 2246822519u;
  h ^= h >> 15; h *= 2246822519u; h ^= h >> 13; h *= 3266489917u; h ^= h >> 16;
  return (h % 10000) / 100.0;
}

static void iso(char *to, size_t size, const char *format, time_t at) {
  struct tm t;
  gmtime_r(&at, &t);
  strftime(to, size, format, &t);
}

/* ---------- servers and counts ---------- */

typedef struct {
  int64_t not_before; /* until then a Retry-After asked for quiet */
  uint64_t stop_id;   /* request id of the accepted stop; 0: none */
  uint32_t posts, updated;
  uint8_t off;
} Server;

static Server *servers;
static struct {
  uint64_t requests, tokens, stops, early;
  int inflight, max_inflight, connections;
  int64_t first_nova, last_nova;
} count;
static uint64_t request_id, tokens_issued, tokens_valid_from, nova_seen;
static double bucket;
static int64_t bucket_at;

static void reset(void) {
  free(servers);
  if (o.servers < 1) o.servers = 1;
  servers = calloc((size_t)o.servers, sizeof *servers);
  for (int i = 0; i < o.servers; i++) servers[i].off = percentile_of(i) < o.pct_stopped;
  int inflight = count.inflight;
  memset(&count, 0, sizeof count);
  count.inflight = inflight;
  chance_state = (uint64_t)o.seed * 0x9E3779B97F4A7C15ULL | 1;
  for (int i = 0; i < 8; i++) chance(1);
  bucket = o.burst > 0 ? o.burst : o.rate;
  bucket_at = now_us();
  nova_seen = 0;
}

/* ---------- connections ---------- */

typedef struct {
  int fd;
  uint32_t generation; /* an answer that is due knows its connection by it */
  char *in, *out;
  int in_length, in_size, out_length, out_sent, out_size;
  uint8_t pending, hung, close_after, wants_out, reset_after, counted;
} Connection;

typedef struct {
  int64_t due;
  int fd;
  uint32_t generation;
} Answer;

static Connection **connections;
static int connections_size, poll_fd;
static uint32_t generations;

/* All answers have the same latency, so they are due in the order in which they come. */
static Answer *queue;
static int queue_first, queue_length, queue_size;

static void queue_push(Answer answer) {
  if (queue_length == queue_size) {
    int size = queue_size ? queue_size * 2 : 1024;
    Answer *bigger = malloc((size_t)size * sizeof *bigger);
    for (int i = 0; i < queue_length; i++) bigger[i] = queue[(queue_first + i) % queue_size];
    free(queue);
    queue = bigger;
    queue_size = size;
    queue_first = 0;
  }
  queue[(queue_first + queue_length++) % queue_size] = answer;
}

static void hang_up(Connection *c, int with_reset) {
  if (with_reset) {
    struct linger none = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  }
  if (c->pending) count.inflight--;
  connections[c->fd] = NULL;
  close(c->fd);
  free(c->in);
  free(c->out);
  free(c);
}

static void poll_for(Connection *c, int out) {
  struct epoll_event e = {.events = EPOLLIN | EPOLLRDHUP | (out ? EPOLLOUT : 0), .data.fd = c->fd};
  epoll_ctl(poll_fd, c->generation ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &e);
  c->wants_out = (uint8_t)out;
}

/* ---------- answers ---------- */

static char *body;
static int body_length, body_size;

static void add(const char *format, ...) {
  for (;;) {
    va_list args;
    va_start(args, format);
    int n = vsnprintf(body + body_length, (size_t)(body_size - body_length), format, args);
    va_end(args);
    if (n < body_size - body_length) { body_length += n; return; }
    body_size = (body_size + n) * 2 + 65536;
    body = realloc(body, (size_t)body_size);
  }
}

static const char *reason_of(int status) {
  switch (status) {
    case 200: return "OK"; case 201: return "Created"; case 202: return "Accepted"; case 300: return "Multiple Choices";
    case 401: return "Unauthorized"; case 404: return "Not Found"; case 409: return "Conflict";
    case 411: return "Length Required"; case 429: return "Too Many Requests"; case 503: return "Service Unavailable";
    default: return "Bad Request";
  }
}

/* Puts the body that was added behind its headers. */
static void respond(Connection *c, int status, const char *headers) {
  /* As each Nova behind a web server dates its answers; formatted once a second. */
  static time_t dated;
  static char date[64];
  time_t now = time(NULL);
  if (now != dated) iso(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", dated = now);
  char head[1024];
  int n = snprintf(head, sizeof head,
    "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nDate: %s\r\n"
    "X-Openstack-Request-Id: req-" ID_PREFIX "%012llx\r\n%s%s\r\n",
    status, reason_of(status), body_length, date, (unsigned long long)++request_id, headers,
    c->close_after ? "Connection: close\r\n" : "");
  while (c->out_length + n + body_length > c->out_size) c->out = realloc(c->out, (size_t)(c->out_size = c->out_size * 2 + 4096));
  memcpy(c->out + c->out_length, head, (size_t)n);
  memcpy(c->out + c->out_length + n, body, (size_t)body_length);
  c->out_length += n + body_length;
  body_length = 0;
}

static void refuse(Connection *c, int status, const char *kind, const char *headers, const char *message) {
  add("{\"%s\":{\"code\":%d,\"message\":\"%s\"}}", kind, status, message);
  respond(c, status, headers);
}

/* As Keystone, and its middleware before Nova, refuse */
static void refuse_token(Connection *c) {
  add("{\"error\":{\"code\":401,\"title\":\"Unauthorized\",\"message\":\"The request you have made requires authentication.\"}}");
  respond(c, 401, "WWW-Authenticate: Keystone uri=\"http://127.0.0.1/v3\"\r\n");
}

static void answer_token(Connection *c, const char *asked, int n) {
  count.tokens++;
  if (!memmem(asked, (size_t)n, "\"" PASSWORD "\"", sizeof PASSWORD + 1) ||
      !memmem(asked, (size_t)n, "\"" USERNAME "\"", sizeof USERNAME + 1)) {
    refuse_token(c);
    return;
  }
  char issued[40], expires[40], header[256];
  time_t now = time(NULL);
  iso(issued, sizeof issued, "%Y-%m-%dT%H:%M:%S.000000Z", now);
  iso(expires, sizeof expires, "%Y-%m-%dT%H:%M:%S.000000Z", now + TOKEN_SECONDS);
  add("{\"token\":{\"methods\":[\"password\"],\"user\":{\"domain\":{\"id\":\"default\",\"name\":\"Default\"},"
      "\"id\":\"" USER_ID "\",\"name\":\"" USERNAME "\",\"password_expires_at\":null},"
      "\"audit_ids\":[\"3T2dc1CGQxyJsHdDu1xkcw\"],\"expires_at\":\"%s\",\"issued_at\":\"%s\","
      "\"project\":{\"domain\":{\"id\":\"default\",\"name\":\"Default\"},\"id\":\"" PROJECT "\",\"name\":\"bench\"},"
      "\"roles\":[{\"id\":\"9fe2ff9ee4384b1894a90878d3e92bab\",\"name\":\"member\"}],\"catalog\":[", expires, issued);
  const char *services[][3] = {{"identity", "keystone", "/v3"}, {"compute", "nova", "/v2.1/" PROJECT}};
  const char *interfaces[] = {"public", "internal", "admin"};
  for (int s = 0; s < 2; s++) {
    add("%s{\"type\":\"%s\",\"name\":\"%s\",\"id\":\"%032d\",\"endpoints\":[", s ? "," : "", services[s][0], services[s][1], s + 1);
    for (int i = 0; i < 3; i++)
      add("%s{\"id\":\"%032d\",\"interface\":\"%s\",\"region\":\"RegionOne\",\"region_id\":\"RegionOne\",\"url\":\"http://127.0.0.1:%d%s\"}",
          i ? "," : "", s * 10 + i + 100, interfaces[i], port, services[s][2]);
    add("]}");
  }
  add("]}}");
  /* As long as a Fernet token */
  int length = snprintf(header, sizeof header, "X-Subject-Token: " TOKEN_PREFIX "%08llx", (unsigned long long)tokens_issued++);
  memset(header + length, 's', 164);
  strcpy(header + length + 164, "\r\nVary: X-Auth-Token\r\n");
  respond(c, 201, header);
}

static int token_is_valid(const char *token, int n) {
  const int prefix = sizeof TOKEN_PREFIX - 1;
  char digits[9] = "";
  if (n < prefix + 8 || memcmp(token, TOKEN_PREFIX, (size_t)prefix)) return 0;
  memcpy(digits, token + prefix, 8);
  uint64_t id = strtoull(digits, NULL, 16);
  return id < tokens_issued && id >= tokens_valid_from;
}

static void answer_versions(Connection *c, const char *path, int n) {
  if (n > 3 && path[2] == '2') {
    add("{\"version\":{\"id\":\"v2.1\",\"status\":\"CURRENT\",\"version\":\"2.90\",\"min_version\":\"2.1\",\"updated\":\"2013-07-23T11:33:21Z\","
        "\"links\":[{\"rel\":\"self\",\"href\":\"http://127.0.0.1:%d/v2.1/\"}]}}", port);
    respond(c, 200, NOVA_HEADERS);
    return;
  }
  add(n == 1 ? "{\"versions\":{\"values\":[" : "{\"version\":");
  add("{\"id\":\"v3.14\",\"status\":\"stable\",\"updated\":\"2020-04-07T00:00:00Z\",\"links\":[{\"rel\":\"self\",\"href\":\"http://127.0.0.1:%d/v3/\"}]}", port);
  add(n == 1 ? "]}}" : "}");
  respond(c, n == 1 ? 300 : 200, "");
}

/* The fields and the length that a bare metal cloud answers with */
static void answer_server(Connection *c, int i) {
  const Server *s = &servers[i];
  char updated[40];
  iso(updated, sizeof updated, "%Y-%m-%dT%H:%M:%SZ", s->updated ? s->updated : 1763661602);
  add("{\"server\":{\"id\":\"" ID_PREFIX "%012x\",\"name\":\"bms-%06d\",\"status\":\"%s\",\"OS-EXT-STS:vm_state\":\"%s\","
      "\"OS-EXT-STS:task_state\":null,\"OS-EXT-STS:power_state\":%d,\"locked\":false,"
      "\"links\":[{\"href\":\"http://127.0.0.1:%d/v2.1/" PROJECT "/servers/" ID_PREFIX "%012x\",\"rel\":\"self\"}],"
      "\"updated\":\"%s\",",
      (unsigned)i, i, s->off ? "SHUTOFF" : "ACTIVE", s->off ? "stopped" : "active", s->off ? 4 : 1, port, (unsigned)i, updated);
  add("\"OS-DCF:diskConfig\":\"MANUAL\",\"OS-EXT-AZ:availability_zone\":\"az-01\",\"OS-EXT-SRV-ATTR:host\":\"bms-compute-07\","
      "\"OS-EXT-SRV-ATTR:hypervisor_hostname\":\"7c1f0a2e-5a52-4d6e-9c1b-0c6f4a6f7b11\","
      "\"OS-SRV-USG:launched_at\":\"2025-06-02T09:12:44.000000\",\"OS-SRV-USG:terminated_at\":null,\"accessIPv4\":\"\",\"accessIPv6\":\"\","
      "\"addresses\":{\"bms-net\":[{\"OS-EXT-IPS-MAC:mac_addr\":\"fa:16:3e:4c:2c:30\",\"OS-EXT-IPS:type\":\"fixed\",\"addr\":\"10.20.30.40\","
      "\"version\":4}]},\"config_drive\":\"True\",\"created\":\"2025-06-02T09:03:11Z\","
      "\"hostId\":\"c1a7b7d2a7b6a7e9b5f0c6f7e8d9c0b1a2f3e4d5c6b7a8f9e0d1c2b3\","
      "\"flavor\":{\"id\":\"physical.o2.medium\",\"links\":[{\"href\":\"http://127.0.0.1/flavors/physical.o2.medium\",\"rel\":\"bookmark\"}]},"
      "\"image\":{\"id\":\"5b5e9a3f-9f0b-4b5a-a6f3-8a1b7b1d2c3e\",\"links\":[{\"href\":\"http://127.0.0.1/images/5b5e9a3f-9f0b-4b5a-a6f3-8a1b7b1d2c3e\","
      "\"rel\":\"bookmark\"}]},\"key_name\":\"ops\",\"metadata\":{\"metering.cloudServiceType\":\"hws.service.type.bms\",\"baremetal\":\"true\"},"
      "\"os-extended-volumes:volumes_attached\":[{\"id\":\"dd4cb450-f21d-4548-859d-5abfd0a396ba\"}],\"progress\":0,"
      "\"security_groups\":[{\"name\":\"default\"}],\"tenant_id\":\"" PROJECT "\",\"user_id\":\"" USER_ID "\"}}");
  respond(c, 200, NOVA_HEADERS);
}

/* The create of old, and before it the stop that was accepted */
static void answer_actions(Connection *c, int i) {
  const Server *s = &servers[i];
  const char *action = "{\"action\":\"%s\",\"instance_uuid\":\"" ID_PREFIX "%012x\",\"request_id\":\"req-" ID_PREFIX "%012llx\",\"user_id\":\"" USER_ID
                       "\",\"project_id\":\"" PROJECT "\",\"start_time\":\"%s\",\"message\":null,\"updated_at\":\"%s\"}";
  char at[40];
  iso(at, sizeof at, "%Y-%m-%dT%H:%M:%S.000000", s->updated);
  add("{\"instanceActions\":[");
  if (s->stop_id) {
    add(action, "stop", (unsigned)i, (unsigned long long)s->stop_id, at, at);
    add(",");
  }
  add(action, "create", (unsigned)i, 0ULL, "2025-06-02T09:03:11.000000", "2025-06-02T09:12:44.000000");
  add("]}");
  respond(c, 200, NOVA_HEADERS);
}

/* True if the stop was accepted, so that its answer can be lost. */
static int answer_action(Connection *c, int i, const char *asked, int n) {
  Server *s = &servers[i];
  if (!memmem(asked, (size_t)n, "\"os-stop\"", 9)) {
    refuse(c, 400, "badRequest", NOVA_HEADERS, "There is no such action");
    return 0;
  }
  s->posts++;
  if (s->off) {
    refuse(c, 409, "conflictingRequest", NOVA_HEADERS, "Cannot 'stop' instance while it is in vm_state stopped");
    return 0;
  }
  s->off = 1;
  s->updated = (uint32_t)time(NULL);
  s->stop_id = request_id + 1;
  count.stops++;
  respond(c, 202, NOVA_HEADERS);
  return 1;
}

static void answer_stats(Connection *c) {
  uint64_t twice = 0, off = 0;
  for (int i = 0; i < o.servers; i++) {
    twice += servers[i].posts > 1;
    off += percentile_of(i) < o.pct_stopped;
  }
  add("{\"running\":%llu,\"requests\":%llu,\"tokens\":%llu,\"stops\":%llu,\"postedTwice\":%llu,\"early\":%llu,\"connections\":%d,\"maxInFlight\":%d,\"novaSpanUs\":%lld}\n",
      (unsigned long long)(o.servers - off), (unsigned long long)count.requests, (unsigned long long)count.tokens, (unsigned long long)count.stops, (unsigned long long)twice,
      (unsigned long long)count.early, count.connections, count.max_inflight,
      (long long)(count.last_nova > count.first_nova ? count.last_nova - count.first_nova : 0));
  respond(c, 200, "");
}

/* ---------- requests ---------- */

typedef struct {
  const char *path, *query, *token, *body;
  int path_length, query_length, token_length, body_length, get;
} Request;

enum Next { AT_ONCE, NEVER, RESET };

/* The options of a reset: those that are not given are as they are by default. */
static int set_options(const char *query, int n) {
  char text[512], *rest = text;
  snprintf(text, sizeof text, "%.*s", n, query);
  o = DEFAULTS;
  for (char *name; (name = strsep(&rest, "&"));) {
    char *value = strchr(name, '=');
    if (!value) return 0;
    *value = 0;
    if (!set_option(name, value + 1)) return 0;
  }
  return 1;
}

static void control(Connection *c, const Request *r) {
  const char *what = r->path + 7;
  int n = r->path_length - 7;
  if (IS(what, n, "stats")) answer_stats(c);
  else if (IS(what, n, "reset") && (!r->query_length || set_options(r->query, r->query_length))) {
    reset();
    respond(c, 200, "");
  } else if (IS(what, n, "ids") && r->query_length > 2 && !memcmp(r->query, "n=", 2)) {
    int last = atoi(r->query + 2);
    for (int i = 0; i < last && i < o.servers; i++) add(ID_PREFIX "%012x\n", (unsigned)i);
    respond(c, 200, "");
  } else refuse(c, 400, "badRequest", "", "no such command or option");
}

/* The server of a path from its id on; -1: there is none. The rest of the path goes into `rest`. */
static int server_of(const char *id, int n, const char **rest, int *rest_length) {
  const int prefix = sizeof ID_PREFIX - 1;
  char digits[13] = "";
  *rest = id + 36;
  *rest_length = n - 36;
  if (n < 36 || (n > 36 && id[36] != '/') || memcmp(id, ID_PREFIX, (size_t)prefix)) return -1;
  memcpy(digits, id + prefix, 12);
  long i = strtol(digits, NULL, 16);
  return i < o.servers ? (int)i : -1;
}

/* Each request to Nova takes one from the bucket, and is refused if there is none. */
static int over_rate(int64_t now) {
  if (o.rate <= 0) return 0;
  double size = o.burst > 0 ? o.burst : o.rate;
  bucket += (double)(now - bucket_at) * o.rate / 1e6;
  bucket_at = now;
  if (bucket > size) bucket = size;
  if (bucket < 1) return 1;
  bucket -= 1;
  return 0;
}

/* What a proxy before Nova does: limits and faults come first. */
static enum Next nova(Connection *c, const Request *r, int i, const char *rest, int rest_length) {
  int64_t now = now_us();
  if (!count.first_nova) count.first_nova = now;
  nova_seen++;
  if (i >= 0 && now < servers[i].not_before) count.early++;
  int limited = over_rate(now);
  if (limited || chance(o.fault_503)) {
    char header[64];
    snprintf(header, sizeof header, "Retry-After: %d\r\n", o.retry_after);
    if (i >= 0) servers[i].not_before = now + (o.latency_ms + o.retry_after * 1000LL) * 1000;
    if (limited) refuse(c, 429, "overLimit", header, "This request was rate-limited.");
    else refuse(c, 503, "serviceUnavailable", header, "The server is currently unavailable.");
    return AT_ONCE;
  }
  if (chance(o.fault_reset)) return RESET;
  if (chance(o.fault_hang)) return NEVER;
  if (o.revoke_after > 0 && nova_seen > (uint64_t)o.revoke_after) { tokens_valid_from = tokens_issued; nova_seen = 0; }
  if (!token_is_valid(r->token, r->token_length)) refuse_token(c);
  else if (i < 0) refuse(c, 404, "itemNotFound", NOVA_HEADERS, "Instance could not be found.");
  else if (r->get && rest_length == 0) answer_server(c, i);
  else if (r->get && IS(rest, rest_length, "/os-instance-actions")) answer_actions(c, i);
  else if (!r->get && IS(rest, rest_length, "/action")) c->reset_after = answer_action(c, i, r->body, r->body_length) && chance(o.fault_lost);
  else refuse(c, 404, "itemNotFound", NOVA_HEADERS, "The resource could not be found.");
  return AT_ONCE;
}

static enum Next handle(Connection *c, const Request *r) {
  static const char SERVERS[] = "/v2.1/" PROJECT "/servers/";
  const int prefix = sizeof SERVERS - 1;
  const char *p = r->path, *rest;
  int n = r->path_length, rest_length;
  count.requests++;
  if (n > prefix && !memcmp(p, SERVERS, (size_t)prefix)) {
    int i = server_of(p + prefix, n - prefix, &rest, &rest_length);
    return nova(c, r, i, rest, rest_length);
  }
  if (!r->get && IS(p, n, "/v3/auth/tokens")) answer_token(c, r->body, r->body_length);
  else if (r->get && (IS(p, n, "/") || IS(p, n, "/v3") || IS(p, n, "/v3/") || IS(p, n, "/v2.1") || IS(p, n, "/v2.1/") ||
                      IS(p, n, "/v2.1/" PROJECT) || IS(p, n, "/v2.1/" PROJECT "/"))) answer_versions(c, p, n);
  else refuse(c, 404, "itemNotFound", "", "The resource could not be found.");
  return AT_ONCE;
}

static const char *header_of(const char *headers, const char *end, const char *name, int *length) {
  int n = (int)strlen(name);
  for (const char *line = headers; line < end;) {
    const char *next = memchr(line, '\n', (size_t)(end - line));
    const char *value = line + n + 1, *last = next ? next : end;
    if (last - line > n && line[n] == ':' && !strncasecmp(line, name, (size_t)n)) {
      while (value < last && *value == ' ') value++;
      while (last > value && (last[-1] == '\r' || last[-1] == ' ')) last--;
      *length = (int)(last - value);
      return value;
    }
    line = last + 1;
  }
  *length = 0;
  return NULL;
}

/* Answers each whole request that has come, one at a time. */
static void take(Connection *c) {
  while (!c->pending && !c->hung && c->in_length > 0) {
    char *head_end = memmem(c->in, (size_t)c->in_length, "\r\n\r\n", 4);
    if (!head_end) return;
    char *line_end = memchr(c->in, '\r', (size_t)(head_end - c->in + 1));
    char *path = memchr(c->in, ' ', (size_t)(line_end - c->in));
    char *path_end = path ? memchr(path + 1, ' ', (size_t)(line_end - path - 1)) : NULL;
    if (!path_end) { hang_up(c, 0); return; }
    const char *headers = line_end + 2, *headers_end = head_end + 2, *value;
    const char *query = memchr(path, '?', (size_t)(path_end - path));
    int n, total = (int)(head_end + 4 - c->in);
    Request r = {.path = path + 1, .get = !memcmp(c->in, "GET ", 4), .body = head_end + 4};
    r.path_length = (int)((query ? query : path_end) - r.path);
    r.query = query ? query + 1 : path_end;
    r.query_length = (int)(path_end - r.query);
    if ((value = header_of(headers, headers_end, "Content-Length", &n))) r.body_length = atoi(value);
    else if (header_of(headers, headers_end, "Transfer-Encoding", &n)) {
      c->close_after = c->pending = 1;
      count.inflight++;
      refuse(c, 411, "badRequest", "", "a body needs its Content-Length");
      queue_push((Answer){now_us() + o.latency_ms * 1000LL, c->fd, c->generation});
      return;
    }
    total += r.body_length;
    if (c->in_length < total) return;
    value = header_of(headers, headers_end, "Connection", &n);
    c->close_after = value && n == 5 && !strncasecmp(value, "close", 5);
    r.token = header_of(headers, headers_end, "X-Auth-Token", &r.token_length);
    c->pending = 1;
    c->reset_after = 0;
    int to_control = r.path_length > 7 && !memcmp(r.path, "/bench/", 7);
    if (++count.inflight > count.max_inflight && !to_control) count.max_inflight = count.inflight;
    enum Next next = AT_ONCE;
    if (to_control) control(c, &r);
    else {
      count.connections += !c->counted;
      c->counted = 1;
      next = handle(c, &r);
    }
    memmove(c->in, c->in + total, (size_t)(c->in_length -= total));
    if (next == RESET) { hang_up(c, 1); return; }
    if (next == NEVER) { c->hung = 1; return; }
    queue_push((Answer){now_us() + o.latency_ms * 1000LL, c->fd, c->generation});
  }
}

/* False if the connection is gone. */
static int flush(Connection *c) {
  while (c->out_sent < c->out_length) {
    ssize_t n = write(c->fd, c->out + c->out_sent, (size_t)(c->out_length - c->out_sent));
    if (n < 0 && errno == EAGAIN) {
      if (!c->wants_out) poll_for(c, 1);
      return 1;
    }
    if (n < 0) { hang_up(c, 0); return 0; }
    c->out_sent += (int)n;
  }
  c->out_sent = c->out_length = 0;
  if (c->wants_out) poll_for(c, 0);
  if (c->close_after) { hang_up(c, 0); return 0; }
  return 1;
}

static void send_due(void) {
  while (queue_length && queue[queue_first].due <= now_us()) {
    Answer due = queue[queue_first];
    queue_first = (queue_first + 1) % queue_size;
    queue_length--;
    Connection *c = connections[due.fd];
    if (!c || c->generation != due.generation) continue;
    if (c->reset_after) { hang_up(c, 1); continue; }
    c->pending = 0;
    count.inflight--;
    if (count.first_nova) count.last_nova = now_us();
    if (flush(c)) take(c);
  }
}

static void accept_all(int listener) {
  for (int fd, one = 1; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fd >= connections_size) {
      int size = fd * 2 + 1024;
      connections = realloc(connections, (size_t)size * sizeof *connections);
      memset(connections + connections_size, 0, (size_t)(size - connections_size) * sizeof *connections);
      connections_size = size;
    }
    Connection *c = calloc(1, sizeof *c);
    c->fd = fd;
    c->in = malloc((size_t)(c->in_size = 8192));
    connections[fd] = c;
    poll_for(c, 0);
    c->generation = ++generations;
  }
}

static void receive(Connection *c) {
  for (;;) {
    if (c->in_size - c->in_length < 4096) c->in = realloc(c->in, (size_t)(c->in_size *= 2));
    int room = c->in_size - c->in_length;
    ssize_t n = read(c->fd, c->in + c->in_length, (size_t)room);
    if (n == 0 || (n < 0 && errno != EAGAIN)) { hang_up(c, 0); return; }
    if (n > 0) c->in_length += (int)n;
    if (n < room) break;
  }
  take(c);
}

int main(void) {
  o = DEFAULTS;
  reset();
  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof a;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 4096)) { perror("bind"); return 1; }
  getsockname(listener, (struct sockaddr *)&a, &length);
  port = ntohs(a.sin_port);
  poll_fd = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, events[512];
  epoll_ctl(poll_fd, EPOLL_CTL_ADD, listener, &e);
  printf("http://127.0.0.1:%d %s\n", port, PROJECT);
  fflush(stdout);
  for (;;) {
    struct timespec wait, *until = NULL;
    if (queue_length) {
      int64_t us = queue[queue_first].due - now_us();
      if (us < 0) us = 0;
      wait = (struct timespec){us / 1000000, us % 1000000 * 1000};
      until = &wait;
    }
    int n = epoll_pwait2(poll_fd, events, 512, until, NULL);
    for (int k = 0; k < n; k++) {
      int fd = events[k].data.fd;
      if (fd == listener) { accept_all(listener); continue; }
      Connection *c = connections[fd];
      if (!c) continue;
      if (events[k].events & EPOLLOUT && !c->pending && !flush(c)) continue;
      if (events[k].events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) receive(c);
    }
    send_due();
  }
}
