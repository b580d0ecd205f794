package shop;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import shop.Messages.Receipt;
import shop.Messages.Reservation;
import shop.Messages.Reserved;
import shop.Messages.StockState;

/** Stock by SKU: takes receipts, and answers each reservation. */
final class InventoryProcessor implements Processor<String, Object, String, Reserved> {
  static final String STORE = "stock";
  private ProcessorContext<String, Reserved> context;
  private KeyValueStore<String, StockState> stock;

  @Override
  public void init(ProcessorContext<String, Reserved> context) {
    this.context = context;
    stock = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<String, Object> record) {
    var found = stock.get(record.key());
    var state = found == null ? new StockState(0, 0) : found;
    if (record.value() instanceof Receipt receipt) {
      stock.put(record.key(),
          new StockState(state.available() + receipt.quantity(), state.reservations()));
    } else if (record.value() instanceof Reservation wanted) {
      boolean isReserved = state.available() >= wanted.quantity();
      if (isReserved) {
        stock.put(record.key(), new StockState(
            state.available() - wanted.quantity(), state.reservations() + 1));
      }
      context.forward(
          record.withKey(wanted.order()).withValue(new Reserved(wanted.line(), isReserved)));
    } else {
      throw new IllegalArgumentException("no message of a stock: " + record.value());
    }
  }
}
