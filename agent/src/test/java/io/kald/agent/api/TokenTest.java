package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.metrics.PerService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {
  private Admin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new Admin(PerService.NONE, "s3cret");
  }

  @AfterEach
  void stop() {
    admin.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/config", "/api/v1/services", "/nothing"})
  @Tag("slow")
  void shouldAskForTheToken(String path) {
    HttpResponse<String> without = admin.get(path);
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(admin.get(path, "Authorization", "Bearer s3cret2").statusCode()).isEqualTo(401);
    assertThat(admin.get(path, "Authorization", "Basic s3cret").statusCode()).isEqualTo(401);
    for (String scheme : List.of("Bearer ", "bearer ", "BEARER  ")) {
      assertThat(admin.get(path, "Authorization", scheme + "s3cret").statusCode())
          .isNotEqualTo(401);
    }
    assertThat(admin.get(path, "Authorization", "Bearers3cret").statusCode()).isEqualTo(401);
  }

  @Test
  void shouldNotReloadWithoutTheToken() {
    assertThat(admin.post("/-/reload").statusCode()).isEqualTo(401);
    assertThat(admin.post("/-/reload", "Authorization", "Bearer s3cret").statusCode())
        .isEqualTo(200);
  }

  @Test
  void shouldTellItsHealthToAnybody() {
    assertThat(admin.get("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(admin.get("/-/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSendTheEmptyPageThatAsksForTheToken() {
    HttpResponse<String> page = admin.get("/");

    assertThat(page.statusCode()).isEqualTo(401);
    assertThat(page.body()).contains("<title>kald</title>");
  }
}
