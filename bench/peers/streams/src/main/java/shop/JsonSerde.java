package shop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** JSON by Jackson, as the examples of Kafka Streams do it. */
final class JsonSerde<T> implements Serde<T> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Class<T> type;

  JsonSerde(Class<T> type) {
    this.type = type;
  }

  static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException error) {
      throw new SerializationException(error);
    }
  }

  @Override
  public Serializer<T> serializer() {
    return (topic, value) -> value == null ? null : bytes(value);
  }

  @Override
  public Deserializer<T> deserializer() {
    return (topic, value) -> {
      try {
        return value == null ? null : JSON.readValue(value, type);
      } catch (IOException error) {
        throw new SerializationException(error);
      }
    };
  }
}
