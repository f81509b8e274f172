package io.kald.docker.lab;

/** Real servers, each started in its host's own directory with a configuration of its own. */
final class Peers {
  private Peers() {}

  /** A web server; {@code more} goes behind the word {@code listen}. */
  static Running nginx(Host host, int port, String... more) {
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
    Running nginx =
        host.start("nginx-" + port, "nginx", "-e", "stderr", "-p", host.dir() + "/", "-c", config);
    host.awaitPort(port);
    return nginx;
  }
}
