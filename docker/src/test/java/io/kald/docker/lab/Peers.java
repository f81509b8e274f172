package io.kald.docker.lab;

import java.util.ArrayList;
import java.util.List;

/** Real servers, each started in its host's own directory with a configuration of its own. */
final class Peers {
  private Peers() {}

  /** A web server; {@code more} goes behind the word {@code listen}. */
  static Running nginx(Host host, int port, String... more) {
    return nginx(host, List.of(), port, more);
  }

  /** The same, by a command before its own: one that enters another network. */
  static Running nginx(Host host, List<String> before, int port, String... more) {
    String config =
        host.write(
            "nginx-" + port + ".conf",
            """
            daemon off;
            user root;
            worker_processes 1;
            error_log stderr;
            pid nginx-%1$d.run;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server { listen %1$d %2$s; return 200 'well'; }
            }
            """
                .formatted(port, String.join(" ", more)));
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of("nginx", "-e", "stderr", "-p", host.dir() + "/", "-c", config));
    Running nginx = host.start("nginx-" + port, words.toArray(String[]::new));
    host.awaitPort(before, port);
    return nginx;
  }

  /** A proxy that answers requests itself. */
  static Running haproxy(Host host, int port) {
    String config =
        host.write(
            "haproxy.cfg",
            """
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            frontend front
              bind :%d
              http-request return status 200
            """
                .formatted(port));
    Running haproxy = host.start("haproxy", "haproxy", "-db", "-f", config);
    host.awaitPort(port);
    return haproxy;
  }

  /** An FTP server that takes one client at a time. */
  static Running vsftpd(Host host, int port) {
    String config =
        host.write(
            "vsftpd.conf",
            """
            listen=YES
            listen_port=%d
            background=NO
            anonymous_enable=YES
            secure_chroot_dir=%s
            isolate=NO
            isolate_network=NO
            seccomp_sandbox=NO
            max_clients=1
            """
                .formatted(port, host.scratch("root")));
    Running vsftpd = host.start("vsftpd", "vsftpd", config);
    host.awaitPort(port);
    return vsftpd;
  }

  /** A database, with nothing in it. */
  static Running postgres(Host host, int port) {
    String data = host.scratch("postgres");
    String as = "setpriv --reuid=postgres --regid=postgres --init-groups ";
    String programs = "$(echo /usr/lib/postgresql/*/bin)";
    host.shell(
        "cd / && %s %s/initdb -D %s/db -A trust --no-sync --locale=C"
            .formatted(as, programs, data));
    Running postgres =
        host.start(
            "postgres",
            "sh",
            "-c",
            "cd / && exec %s %s/postgres -D %s/db -h '*' -p %d -k %s"
                .formatted(as, programs, data, port, data));
    host.awaitPort(port);
    return postgres;
  }

  /** A store that lets {@code backlog} connections wait to be accepted. */
  static Running redis(Host host, int port, int backlog) {
    Running redis =
        host.start(
            "redis",
            "redis-server",
            "--port",
            Integer.toString(port),
            "--bind",
            "0.0.0.0",
            "--protected-mode",
            "no",
            "--save",
            "",
            "--enable-debug-command",
            "local",
            "--tcp-backlog",
            Integer.toString(backlog));
    host.awaitPort(port);
    return redis;
  }
}
