package io.kald.agent.config;

import java.util.Map;

/** Files that load. */
final class GoodFiles {
  static final Map<String, String> ENVIRONMENT = Map.of("KALD_TEST_TOKEN", "hunter2");

  /** Every key, none of them at its default. */
  static final String EVERYTHING =
      """
      defaults:
        type: tcp
        port: 81
        tcp-close: fin
        reset-is: rejected
        payload: 57
        dont-fragment: true
        syn-retries: 3
        family: ipv4
        frequency: 6s
        maxfailure: 4
        retryperiod: 1m30s
        timeout: 2.5s
        local-failures: fail
        source: 127.0.0.3
        source-ports: 30000-39999
        interface: lo
        dscp: af41
        ttl: 7
        fwmark: 16
      keepalives:
        - name: web/front
          host: 127.0.0.1
          port: 443
          tcp-close: half-open
          reset-is: answered
          source: auto
          source-ports: 20000-29999
          interface: eth0.5
          dscp: ef
          ttl: 64
          fwmark: 0xffffffff
          frequency: 300ms
          maxfailure: 1
          retryperiod: 2
          timeout: 100ms
          local-failures: ignore
          family: any
        - {name: gateway, type: icmp, host: "fe80::1%eth0", source: auto, family: any, payload: 1472}
      services:
        - {name: shop, keepalive: web/front}
        - {name: "null", host: "localhost."}
        - {name: shop-admin, keepalive: web/front, suspend: true}
        - {name: uplink, keepalive: gateway, suspend: false}
        - {name: 51000, host: h_1.example, timeout: auto, suspend: true}
        - {name: plain, type: icmp, host: h}
      phones:
        - name: desk
          device: sep0011223344aa
          device-type: 30018
          protocol: 11
          lines: 2
          nodes: [cucm1, "cucm2.example:2001", "[2001:db8::3]:2002"]
          srst: 192.0.2.9
          detect-failure: delayed
          wireless: true
          baseline-start: 150ms
          baseline-least: 100ms
          baseline-most: 2s
          ratio: 2.25
          misses: 7
          missed-acks: 4
          connect-timeout: 2s
          register-timeout: 3s
          unregister-timeout: 1s
          least-keepalive: 2s
          most-keepalive: 1m
          connection-monitor-duration: 30s
          tls: true
          tls-pin: "ABababababababababababababababababababababababababababababababab"
          source: auto
          interface: eth1
          dscp: cs3
          ttl: 9
          fwmark: 2
          suspend: true
        - {name: hall, device: SEP001122334455, nodes: "10.1.1.1, 10.1.1.2:2000", source: auto}
        - {name: floor, devices: "SEP0022334455[08-0C]", nodes: cucm1}
      web: {listen: "[::1]:0", token: "${KALD_TEST_TOKEN}", telemetry-path: /prometheus/metrics}
      metrics: {per-service: state}
      witness: {enabled: true, interfaces: [eth0, lo], buffer: 32MiB, snaplen: 256, directory: /srv/wire, file-size: 1MiB, total-size: 2MiB, slices-size: 0, slice-before: 1m, slice-after: 0s}
      journal: {directory: /srv/kald, probes: failures, file-size: 1MiB, file-age: 90m, total-size: 2097152, transitions-age: 2d}
      log: {level: debug, format: json, transitions: off}
      engine: {loops: 3, tick: 1.5ms, in-flight: 500, transport: nio, resolve-every: 1m, keep-name: 0}
      """;

  private GoodFiles() {}

  static boolean loads(String yaml) {
    try {
      ConfigFile.parse("yaml", yaml, ENVIRONMENT);
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }
}
