package shop;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Set;

/** What the topics and the stores hold, as JSON. */
final class Messages {
  private Messages() {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(String line, String sku, String node, String quantity, String unitPrice) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Customer(String name, String email) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Address(String name, String street, String city, String postalCode, String country) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Charge(String code, long amount) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  record Order(String placedAt, String currency, Customer customer, Address shipTo,
      List<Charge> charges, List<Line> lines) {}

  /** Of one line: key is the SKU. */
  record Reservation(String order, String line, long quantity) {}

  /** Key is the order: the answer to one line. */
  record Reserved(String line, boolean isReserved) {}

  /** Key is the order: what the warehouse hands over. */
  record Shipment(String order, List<Line> lines, String status) {}

  /** Key is the order: what everybody may follow. */
  record OrderUpdate(String status) {}

  /** Key is the SKU: goods that came in. */
  record Receipt(long quantity) {}

  record OrderState(Order order, Set<String> reserved, String status, int timesShipped) {}

  record StockState(long available, long reservations) {}
}
