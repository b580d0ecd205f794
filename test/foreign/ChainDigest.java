// Computes the chain of digests of an events topic, with nothing but docs/kafka.md to go by: reads every
// partition from its first offset to its end, and takes the records that count by the full rule.
//   java -cp "<kafka-clients and jackson>/*" ChainDigest.java BROKERS TOPIC
// A line out for each partition: {"partition", "term", "chain", "digest", "superseded"}. `chain` is the
// number of the last answer that counts (-1: none), `digest` the digest behind it.
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

public class ChainDigest {
  static final int DIGEST_BYTES = 16;

  /** One partition, as far as it was read. */
  static class Log {
    long term = -1;
    long chain = -1;
    byte[] digest = new byte[DIGEST_BYTES];
    int superseded;
    /** Records of the answer that is not complete yet. */
    List<ConsumerRecord<byte[], byte[]>> answer = new ArrayList<>();

    void read(ConsumerRecord<byte[], byte[]> record) throws Exception {
      if (text(record, "ce_type").equals("oms.log.term-opened")) {
        term = record.offset();
        return;
      }
      if (!counts(record)) {
        superseded++;
        return;
      }
      answer.add(record);
      if (answer.size() < number(record, "ce_omscount")) return;
      digest = digestOf(digest, answer);
      chain++;
      answer = new ArrayList<>();
    }

    boolean counts(ConsumerRecord<byte[], byte[]> record) {
      String link = text(record, "ce_omslink");
      return !link.isEmpty()
          && number(record, "ce_omsterm") == term
          && number(record, "ce_omschain") == chain + 1
          && number(record, "ce_omsindex") == answer.size()
          && link.substring(link.lastIndexOf(';') + 1).equals(HexFormat.of().formatHex(digest));
    }
  }

  // docs: digest
  static byte[] digestOf(byte[] before, List<ConsumerRecord<byte[], byte[]>> answer) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(before);
    for (var record : answer) {
      part(sha256, record.key());
      var headers = new TreeMap<String, byte[]>(); // sorted by name
      for (var header : record.headers()) headers.put(header.key(), header.value());
      headers.remove("ce_omsterm");
      byte[] link = headers.get("ce_omslink");
      headers.put("ce_omslink", Arrays.copyOf(link, link.length - 32));
      for (var header : headers.entrySet()) {
        part(sha256, header.getKey().getBytes(StandardCharsets.UTF_8));
        part(sha256, header.getValue());
      }
      part(sha256, record.value());
    }
    return Arrays.copyOf(sha256.digest(), 16);
  }

  /** Its length as four bytes, the highest first, and then itself; a missing one has length 2^32 - 1. */
  static void part(MessageDigest sha256, byte[] bytes) {
    sha256.update(ByteBuffer.allocate(4).putInt(bytes == null ? -1 : bytes.length).array());
    if (bytes != null) sha256.update(bytes);
  }
  // docs: end

  public static void main(String[] args) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", args[0]);
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
      for (var info : consumer.partitionsFor(args[1])) {
        var partition = new TopicPartition(args[1], info.partition());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        var log = new Log();
        while (consumer.position(partition) < end) {
          for (var record : consumer.poll(Duration.ofMillis(500))) {
            if (record.offset() < end) log.read(record);
          }
        }
        tell(info.partition(), log);
      }
    }
  }

  static void tell(int partition, Log log) {
    ObjectNode told = new ObjectMapper().createObjectNode();
    told.put("partition", partition).put("term", log.term).put("chain", log.chain);
    told.put("digest", HexFormat.of().formatHex(log.digest)).put("superseded", log.superseded);
    System.out.println(told);
  }

  static String text(ConsumerRecord<?, ?> record, String name) {
    var found = record.headers().lastHeader(name);
    return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
  }

  static long number(ConsumerRecord<?, ?> record, String name) {
    return Long.parseLong(text(record, name));
  }
}
