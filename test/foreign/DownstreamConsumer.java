// A downstream program that knows nothing of the product but docs/kafka.md: it follows the events of
// orders with kafka-clients, and tells what became of the records that one publisher sent.
//   java -cp "<kafka-clients and jackson>/*" DownstreamConsumer.java BROKERS TOPIC GROUP SOURCE IDS SECONDS
// Ends when each of IDS (with commas between) has its outcome, or after SECONDS, with exit code 1.
// A line out for each outcome: {"id", "outcome", "number"?, "reference"?, "reason"?}, and a last one
// {"read", "repeats", "gaps"}.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
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
  static int repeats;
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
      consumer.subscribe(List.of(args[1]));
      // docs: ten lines
      Map<Integer, long[]> last = new HashMap<>();
      while (!waitingFor.isEmpty() && System.currentTimeMillis() < until) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          if (header(record, "ce_type").equals("oms.log.term-opened")) continue;
          long[] at = { number(record, "ce_omscause"), number(record, "ce_omsindex") };
          long[] seen = last.getOrDefault(record.partition(), new long[] { -1, 0 });
          if (at[0] < seen[0] || (at[0] == seen[0] && at[1] <= seen[1])) { repeats++; continue; }
          last.put(record.partition(), at);
          handle(record);
        }
        consumer.commitSync();
      }
      // docs: end
    }
    ObjectNode counts = JSON.createObjectNode();
    System.out.println(counts.put("read", read).put("repeats", repeats).put("gaps", gaps));
    System.exit(waitingFor.isEmpty() ? 0 : 1);
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
