// A downstream program that knows nothing of the product but docs/kafka.md: it follows the events of
// orders with kafka-clients, and tells what became of the records that one publisher sent.
//   java -cp "<kafka-clients and jackson>/*" DownstreamConsumer.java BROKERS TOPIC GROUP SOURCE IDS SECONDS
// Ends when each of IDS (with commas between) has its outcome, or after SECONDS, with exit code 1.
// A line out for each outcome: {"id", "outcome", "number"?, "reference"?, "reason"?}, and a last one
// {"read", "superseded", "gaps"}.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

public class DownstreamConsumer {
  static final ObjectMapper JSON = new ObjectMapper();
  static String source;
  static Set<String> waitingFor;
  /** My record's id by the order's number. */
  static final Map<String, String> mine = new HashMap<>();
  static final Map<String, Long> versions = new HashMap<>();
  static int read;
  static int superseded;
  static int gaps;

  public static void main(String[] args) throws Exception {
    source = args[3];
    waitingFor = new HashSet<>(List.of(args[4].split(",")));
    long until = System.currentTimeMillis() + 1_000L * Long.parseLong(args[5]);
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0],
        "group.id", args[2],
        "auto.offset.reset", "earliest",
        "enable.auto.commit", false);
    try (var consumer = new KafkaConsumer<>(
        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      follow(consumer, args[1], until);
    }
    ObjectNode counts = JSON.createObjectNode();
    System.out.println(
        counts.put("read", read).put("superseded", superseded).put("gaps", gaps));
    System.exit(waitingFor.isEmpty() ? 0 : 1);
  }

  // docs: place
  /** Where a reader of one partition stands: the newest term, and which record is next. */
  static class Place {
    /** The first offset that is handled. */
    final long start;
    /** Offset of the newest term record; -1: none was read yet. */
    long term = -1;
    /** Number of the next answer; -1: the first record of the term tells it. */
    long chain;
    /** Of the next record within that answer. */
    long index = 0;

    Place(long start) {
      this.start = start;
      chain = start == 0 ? 0 : -1;
    }

    boolean counts(ConsumerRecord<?, ?> record) {
      if (header(record, "ce_type").equals("oms.log.term-opened")) {
        term = record.offset();
        return false;
      }
      if (header(record, "ce_omsterm").isEmpty() || number(record, "ce_omsterm") != term) return false;
      long found = number(record, "ce_omschain");
      if (chain < 0) chain = found;
      if (found > chain) throw new IllegalStateException(chain + " is missing at " + record.offset());
      if (found != chain || number(record, "ce_omsindex") != index) return false;
      index++;
      if (index == number(record, "ce_omscount")) { chain++; index = 0; }
      return true;
    }

    /** Started inside the log: the term of its first record is still to be read. */
    boolean mustGoBack(ConsumerRecord<?, ?> record) {
      return start > 0 && term < 0
          && !header(record, "ce_type").equals("oms.log.term-opened")
          && !header(record, "ce_omsterm").isEmpty();
    }
  }
  // docs: end

  static void follow(KafkaConsumer<String, byte[]> consumer, String topic, long until)
      throws Exception {
    // docs: follow
    Map<TopicPartition, Place> places = new HashMap<>();
    consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
      public void onPartitionsAssigned(Collection<TopicPartition> taken) {
        places.keySet().removeAll(taken);
      }
      public void onPartitionsRevoked(Collection<TopicPartition> left) { }
    });
    while (!waitingFor.isEmpty() && System.currentTimeMillis() < until) {
      Map<TopicPartition, OffsetAndMetadata> handled = new HashMap<>();
      var polled = consumer.poll(Duration.ofMillis(500));
      for (var partition : polled.partitions()) {
        for (var record : polled.records(partition)) {
          Place place = places.computeIfAbsent(partition, each -> new Place(record.offset()));
          if (place.mustGoBack(record)) {
            consumer.seek(partition, number(record, "ce_omsterm"));
            break;
          }
          boolean counts = place.counts(record);
          if (record.offset() < place.start) continue;
          if (counts) handle(record); else pass(record);
          handled.put(partition, new OffsetAndMetadata(record.offset() + 1));
        }
      }
      consumer.commitSync(handled);
    }
    // docs: end
  }

  /** It is a term record, or superseded. */
  static void pass(ConsumerRecord<?, ?> record) {
    if (!header(record, "ce_type").equals("oms.log.term-opened")) superseded++;
  }

  static void handle(ConsumerRecord<String, byte[]> record) throws Exception {
    read++;
    follow(record.key(), number(record, "ce_omsversion"));
    // docs: outcome
    String type = header(record, "ce_type");
    String number = header(record, "ce_omsnumber");
    JsonNode data = JSON.readTree(record.value());
    if (header(record, "ce_omsoriginsource").equals(source)) {
      String id = header(record, "ce_omsoriginid");
      switch (type) {
        case "oms.order.placed" -> {
          mine.put(number, id);
          tell(id, "placed", number, data.at("/claim/channelRef"), null);
        }
        case "oms.order.place-conflicted" -> tell(id, "conflict", number, null, data.at("/fields/0/field"));
        case "oms.log.unchanged" -> tell(id, "unchanged", number, null, data.get("reason"));
        case "oms.log.rejected" -> tell(id, "refused", number, null, data.get("code"));
        default -> { }
      }
    } else if (mine.containsKey(number)) {
      switch (type) {
        case "oms.order.accepted" -> tell(mine.get(number), "accepted", number, null, null);
        case "oms.order.rejected" -> tell(mine.get(number), "rejected", number, null, data.get("reason"));
        default -> { }
      }
    }
    // docs: end
  }

  /** The versions of one order follow each other. */
  static void follow(String key, long version) {
    if (key == null || version == 0) return;
    Long before = versions.put(key, version);
    if (before != null && version != before + 1) gaps++;
  }

  static void tell(String id, String outcome, String number, JsonNode reference, JsonNode reason) {
    ObjectNode told = JSON.createObjectNode().put("id", id).put("outcome", outcome);
    if (!number.isEmpty()) told.put("number", number);
    if (reference != null) told.set("reference", reference);
    if (reason != null) told.set("reason", reason);
    System.out.println(told);
    if (!outcome.equals("placed")) waitingFor.remove(id);
  }

  static String header(ConsumerRecord<?, ?> record, String name) {
    var found = record.headers().lastHeader(name);
    return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
  }

  static long number(ConsumerRecord<?, ?> record, String name) {
    return Long.parseLong(header(record, name));
  }
}
