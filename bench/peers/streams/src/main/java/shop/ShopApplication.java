package shop;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * The shop as one application on Kafka Streams, exactly once. Its environment:
 * KAFKA_BROKERS, PREFIX, REPLICATION, STATE_DIR, PORT, THREADS, and COMMIT_MS where the interval is
 * another than the default of exactly once.
 */
public final class ShopApplication {
  private ShopApplication() {}

  public static void main(String[] arguments) throws Exception {
    var streams = new KafkaStreams(ShopTopology.of(wanted("PREFIX")), settings());
    var ended = new CountDownLatch(1);
    streams.setUncaughtExceptionHandler(error -> {
      error.printStackTrace();
      ended.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
    });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      streams.close();
      ended.countDown();
    }));
    new ShopServer(streams, Integer.parseInt(wanted("PORT")));
    streams.start();
    ended.await();
    System.exit(1);
  }

  private static Properties settings() {
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, wanted("PREFIX") + "shop");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, wanted("KAFKA_BROKERS"));
    settings.put(StreamsConfig.STATE_DIR_CONFIG, wanted("STATE_DIR"));
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, wanted("REPLICATION"));
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, wanted("THREADS"));
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    var commit = System.getenv("COMMIT_MS");
    if (commit != null) settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commit);
    return settings;
  }

  private static String wanted(String name) {
    var value = System.getenv(name);
    if (value == null) throw new IllegalArgumentException(name + " is not set");
    return value;
  }
}
