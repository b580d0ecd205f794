package shop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import shop.Messages.OrderState;
import shop.Messages.Shipment;
import shop.Messages.StockState;

/**
 * Interactive queries over HTTP: an order by its id, and all that the stores hold, a JSON document a
 * line.
 */
final class ShopServer {
  private final KafkaStreams streams;

  ShopServer(KafkaStreams streams, int port) throws IOException {
    this.streams = streams;
    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/ready", exchange -> {
      boolean isRunning = streams.state() == KafkaStreams.State.RUNNING;
      answer(exchange, isRunning ? 200 : 503, Map.of("state", streams.state().name()));
    });
    server.createContext("/orders/", exchange -> {
      var id = exchange.getRequestURI().getPath().substring("/orders/".length());
      var found = this.<OrderState>store(OrdersProcessor.STORE).get(id);
      answer(exchange, found == null ? 404 : 200, found == null ? Map.of("id", id) : found);
    });
    server.createContext("/ledger", this::ledger);
    server.start();
  }

  private <V> ReadOnlyKeyValueStore<String, V> store(String name) {
    return streams.store(StoreQueryParameters.fromNameAndType(
        name, QueryableStoreTypes.<String, V>keyValueStore()));
  }

  private void ledger(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (var out = new BufferedOutputStream(exchange.getResponseBody());
        var orders = this.<OrderState>store(OrdersProcessor.STORE).all();
        var stock = this.<StockState>store(InventoryProcessor.STORE).all();
        var shipments = this.<Shipment>store(ShippingProcessor.STORE).all()) {
      while (orders.hasNext()) {
        var entry = orders.next();
        line(out, Map.of("order", entry.key, "status", entry.value.status(),
            "timesShipped", entry.value.timesShipped()));
      }
      while (stock.hasNext()) {
        var entry = stock.next();
        line(out, Map.of("sku", entry.key, "available", entry.value.available()));
      }
      while (shipments.hasNext()) line(out, Map.of("shipmentOf", shipments.next().key));
    }
  }

  private static void line(OutputStream out, Object value) throws IOException {
    out.write(JsonSerde.bytes(value));
    out.write('\n');
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = JsonSerde.bytes(body);
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
