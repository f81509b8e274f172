package io.kald.agent.daemon;

import io.kald.agent.cli.ExitCode;
import io.kald.agent.log.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a thread ends by a fault that nobody has contained. A bug is logged. After an
 * error of the JVM, such as memory that is exhausted, nobody knows what this thread has left half
 * done: the process ends with {@link ExitCode#FAULT}, and a service manager starts it anew.
 */
final class LastResort {
  private static final Logger log = LoggerFactory.getLogger(LastResort.class);

  private LastResort() {}

  static void install() {
    Thread.setDefaultUncaughtExceptionHandler(LastResort::uncaught);
  }

  private static void uncaught(Thread thread, Throwable fault) {
    try {
      log.error("fault of kald: thread {} ended: {}", thread.getName(), fault.toString(), fault);
    } finally {
      if (fault instanceof VirtualMachineError) {
        Logging.drain();
        Runtime.getRuntime().halt(ExitCode.FAULT.code());
      }
    }
  }
}
