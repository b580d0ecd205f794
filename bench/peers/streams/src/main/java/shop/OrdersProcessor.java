package shop;

import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.Messages.Order;
import shop.Messages.OrderState;
import shop.Messages.OrderUpdate;
import shop.Messages.Reservation;
import shop.Messages.Reserved;
import shop.Messages.Shipment;

/**
 * Orders by their id: asks for each line's stock, confirms once all of it is reserved, has it
 * shipped, and tells when it has left.
 */
final class OrdersProcessor implements Processor<String, Object, String, Object> {
  static final String STORE = "orders";
  private ProcessorContext<String, Object> context;
  private KeyValueStore<String, OrderState> orders;

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    orders = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, Object> record) {
    if (record.value() instanceof Order order) place(record, order);
    else if (record.value() instanceof Reserved reserved) reserve(record, reserved);
    else if (record.value() instanceof Shipment) ship(record);
    else throw new IllegalArgumentException("no message of an order: " + record.value());
  }

  private void place(Record<String, Object> record, Order order) {
    if (orders.get(record.key()) != null) return;
    orders.put(record.key(), new OrderState(order, new TreeSet<>(), "placed", 0));
    for (var line : order.lines()) {
      var wanted = new Reservation(record.key(), line.line(), Long.parseLong(line.quantity()));
      context.forward(record.withKey(line.sku()).withValue(wanted), ShopTopology.TO_RESERVATIONS);
    }
  }

  private void reserve(Record<String, Object> record, Reserved answer) {
    var state = orders.get(record.key());
    if (!answer.isReserved()) {
      orders.put(record.key(),
          new OrderState(state.order(), state.reserved(), "refused", state.timesShipped()));
      return;
    }
    var reserved = new TreeSet<>(state.reserved());
    reserved.add(answer.line());
    boolean isConfirmed = reserved.size() == state.order().lines().size();
    var status = isConfirmed ? "confirmed" : state.status();
    orders.put(record.key(),
        new OrderState(state.order(), reserved, status, state.timesShipped()));
    if (!isConfirmed) return;
    var shipment = new Shipment(record.key(), state.order().lines(), "planned");
    context.forward(record.withValue(shipment), ShopTopology.TO_SHIPMENTS);
  }

  private void ship(Record<String, Object> record) {
    var state = orders.get(record.key());
    orders.put(record.key(), new OrderState(
        state.order(), state.reserved(), "shipped", state.timesShipped() + 1));
    context.forward(record.withValue(new OrderUpdate("shipped")), ShopTopology.TO_UPDATES);
  }
}
