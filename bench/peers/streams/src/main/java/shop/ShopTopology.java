package shop;

import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import shop.Messages.Order;
import shop.Messages.OrderState;
import shop.Messages.OrderUpdate;
import shop.Messages.Receipt;
import shop.Messages.Reservation;
import shop.Messages.Reserved;
import shop.Messages.Shipment;
import shop.Messages.StockState;

/** Three services, each with its topics and its RocksDB store, by the Processor API. */
final class ShopTopology {
  static final String TO_RESERVATIONS = "to-reservations";
  static final String TO_SHIPMENTS = "to-shipments";
  static final String TO_UPDATES = "to-updates";
  private static final Serde<Shipment> SHIPMENT = new JsonSerde<>(Shipment.class);
  private static final Serde<Reserved> RESERVED = new JsonSerde<>(Reserved.class);
  private static final Serde<Reservation> RESERVATION = new JsonSerde<>(Reservation.class);
  private static final Serde<OrderUpdate> UPDATE = new JsonSerde<>(OrderUpdate.class);

  private ShopTopology() {}

  /** Every topic and store is named after the prefix: several runs share a broker. */
  static Topology of(String prefix) {
    var topology = new Topology();
    addOrders(topology, prefix);
    addInventory(topology, prefix);
    addShipping(topology, prefix);
    return topology;
  }

  private static void addOrders(Topology topology, String prefix) {
    source(topology, prefix, "orders", new JsonSerde<>(Order.class));
    source(topology, prefix, "reserved", RESERVED);
    source(topology, prefix, "dispatched", SHIPMENT);
    topology.addProcessor(
        "orders-service", OrdersProcessor::new, "orders", "reserved", "dispatched");
    topology.addStateStore(
        store(OrdersProcessor.STORE, new JsonSerde<>(OrderState.class)), "orders-service");
    sink(topology, TO_RESERVATIONS, prefix + "reservations", RESERVATION, "orders-service");
    sink(topology, TO_SHIPMENTS, prefix + "shipments", SHIPMENT, "orders-service");
    sink(topology, TO_UPDATES, prefix + "updates", UPDATE, "orders-service");
  }

  private static void addInventory(Topology topology, String prefix) {
    source(topology, prefix, "receipts", new JsonSerde<>(Receipt.class));
    source(topology, prefix, "reservations", RESERVATION);
    topology.addProcessor(
        "inventory-service", InventoryProcessor::new, "receipts", "reservations");
    topology.addStateStore(
        store(InventoryProcessor.STORE, new JsonSerde<>(StockState.class)), "inventory-service");
    sink(topology, "to-reserved", prefix + "reserved", RESERVED, "inventory-service");
  }

  private static void addShipping(Topology topology, String prefix) {
    source(topology, prefix, "shipments", SHIPMENT);
    topology.addProcessor("shipping-service", ShippingProcessor::new, "shipments");
    topology.addStateStore(store(ShippingProcessor.STORE, SHIPMENT), "shipping-service");
    sink(topology, "to-dispatched", prefix + "dispatched", SHIPMENT, "shipping-service");
  }

  private static void source(Topology topology, String prefix, String name, Serde<?> value) {
    Deserializer<String> key = Serdes.String().deserializer();
    topology.addSource(name, key, value.deserializer(), prefix + name);
  }

  private static <V> void sink(
      Topology topology, String name, String topic, Serde<V> value, String parent) {
    Serializer<String> key = Serdes.String().serializer();
    topology.addSink(name, topic, key, value.serializer(), parent);
  }

  private static <V> StoreBuilder<KeyValueStore<String, V>> store(String name, Serde<V> value) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), value);
  }
}
