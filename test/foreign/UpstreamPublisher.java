// An upstream publisher that knows nothing of the product but docs/kafka.md: it publishes CloudEvents
// to the channel topic with kafka-clients, under any key.
//   java -cp "<kafka-clients and jackson>/*" UpstreamPublisher.java BROKERS TOPIC < records.ndjson
// A line in: {"mode":"binary" or "structured", "key", "id", "source", "type", "data"}, or, to send what
// is no CloudEvent at all, {"mode":"raw", "partition", "key", "headers":[[name, value]], "value"} with
// every part but the names in base64 or null.
// A line out for each: {"id", "partition", "offset"}.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

public class UpstreamPublisher {
  static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    Map<String, Object> settings = Map.of(
        "bootstrap.servers", args[0],
        "acks", "all",
        "enable.idempotence", true,
        "max.request.size", 1_048_576 + 65_536);
    var serializer = new ByteArraySerializer();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var producer = new KafkaProducer<byte[], byte[]>(settings, serializer, serializer)) {
      for (String line; (line = in.readLine()) != null;) {
        JsonNode asked = JSON.readTree(line);
        RecordMetadata at = producer.send(recordOf(args[1], asked)).get();
        ObjectNode told = JSON.createObjectNode();
        told.set("id", asked.get("id"));
        told.put("partition", at.partition()).put("offset", at.offset());
        System.out.println(told);
      }
    }
  }

  static ProducerRecord<byte[], byte[]> recordOf(String topic, JsonNode asked) throws Exception {
    return switch (asked.get("mode").asText()) {
      case "binary" -> binary(topic, asked);
      case "structured" -> structured(topic, asked);
      default -> raw(topic, asked);
    };
  }

  // docs: binary
  static ProducerRecord<byte[], byte[]> binary(String topic, JsonNode order) throws Exception {
    byte[] data = JSON.writeValueAsBytes(order.get("data"));
    var record = new ProducerRecord<>(topic, text(order, "key"), data);
    record.headers()
        .add("content-type", bytes("application/json"))
        .add("ce_specversion", bytes("1.0"))
        .add("ce_id", text(order, "id"))
        .add("ce_source", text(order, "source"))
        .add("ce_type", text(order, "type"));
    return record;
  }
  // docs: end

  // docs: structured
  static ProducerRecord<byte[], byte[]> structured(String topic, JsonNode order) throws Exception {
    ObjectNode event = JSON.createObjectNode().put("specversion", "1.0");
    event.set("id", order.get("id"));
    event.set("source", order.get("source"));
    event.set("type", order.get("type"));
    event.set("data", order.get("data"));
    var record = new ProducerRecord<>(topic, text(order, "key"), JSON.writeValueAsBytes(event));
    record.headers().add("content-type", bytes("application/cloudevents+json"));
    return record;
  }
  // docs: end

  static ProducerRecord<byte[], byte[]> raw(String topic, JsonNode asked) {
    var record = new ProducerRecord<>(
        topic, asked.get("partition").asInt(), base64(asked.get("key")), base64(asked.get("value")));
    for (JsonNode header : asked.get("headers")) {
      record.headers().add(header.get(0).asText(), base64(header.get(1)));
    }
    return record;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] text(JsonNode from, String field) {
    return from.get(field).isNull() ? null : bytes(from.get(field).asText());
  }

  static byte[] base64(JsonNode from) {
    return from.isNull() ? null : Base64.getDecoder().decode(from.asText());
  }
}
