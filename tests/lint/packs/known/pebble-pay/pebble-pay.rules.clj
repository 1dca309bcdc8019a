;; pebble 4x. thresholds on the left, one line per state. last review: ops + risk.

(def T1 3)
(def T2 14)
(def T3 42)
(def DUST 2.50M)

(defrule pp.ob.1
  :when (and (= loan-status "Open") (>= 1 status-loan-age))
  :then [(customer/validate-phone {:role "primary"})]
  :once :never-again)

(defrule pp.rem.0
  "next instalment is due in 2 days or fewer"
  :when (and (= loan-status "Open") (some? status-next-payment-date)
             (>= 2 (u/date-compare status-next-payment-date current-date)))
  :then [(checklist/check {:checklist "R" :items ["nudge"]})])

(defrule pp.rem.1
  :when (and (= loan-status "Open") (<= 1 status-days-past-due) (>= T1 status-days-past-due))
  :then [(checklist/check {:checklist "R" :items ["sms"]})])

(defrule pp.freeze
  "no new orders"
  :when (and (= loan-status "Open") (< T1 status-days-past-due))
  :then [(loan/set {:add-portfolios ["FROZEN"]})]
  :examples [{:given {:status-days-past-due 4} :fires true} {:given {:status-days-past-due 3} :fires false}])

(defrule pp.thaw
  "orders ok again"
  :when (and (= true (-> portfolio :61 :active)) (>= T1 status-days-past-due))
  :then [(loan/set {:remove-portfolios ["FROZEN"]})])

(defrule pp.snooze
  "snooze: first time only, not beyond 5 days late, order under $400"
  :when (and (= "snooze" (-> settings-custom-fields :3 :value)) (>= 5 status-days-past-due) (> 400M setup-loan-amount))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 7})]
  :once :never-again)

(defrule pp.big
  "baskets from $1,500"
  :when (and (= loan-status "Open") (<= 1500M setup-loan-amount))
  :then [(loan/set {:add-portfolios ["BIG"]}) (customer/pull-ofac {:role "primary"})]
  :once :never-again)

(defrule pp.l2
  :when (and (= loan-status "Open") (< T2 status-days-past-due) (< 15M status-amount-due))
  :then [(loan/set {:add-portfolios ["L2"]})])

(defrule pp.l3
  :when (and (= loan-status "Open") (< 28 status-days-past-due) (< 15M status-amount-due))
  :then [(loan/set {:add-portfolios ["L3"] :remove-portfolios ["L2"]})])

(defrule pp.l0
  "clean"
  :when (and (or (= true (-> portfolio :62 :active)) (= true (-> portfolio :63 :active))) (or (> 1 status-days-past-due) (>= 15M status-amount-due)))
  :then [(loan/set {:remove-portfolios ["L2" "L3"]})])

(defrule pp.co
  "write off six weeks late"
  :when (and (= loan-status "Open") (< T3 status-days-past-due) (< 0M status-payoff))
  :then [(credit/add {:type "Regular" :category "CO" :charge-off true :amount {:base :payoff :plus 0M} :info "pp.co" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule pp.sell
  "debt sale wants 60.00 or more and 100 quiet days"
  :when (and (= loan-sub-status "Charged Off") (<= 60M status-net-charge-off) (<= 100 (or status-loan-recency 999)))
  :then [(loan/set {:add-portfolios ["SALE"]})])

(defrule pp.nosell
  :when (and (= true (-> portfolio :64 :active)) (> 60M status-net-charge-off))
  :then [(loan/set {:remove-portfolios ["SALE"]})])

(defrule pp.vip
  "six orders' worth paid on time"
  :when (and (= loan-status "Open") (<= 24 payments-count) (> 1 status-unique-delinquencies) (> 1 payments-nsf-count))
  :then [(loan/set {:add-portfolios ["VIP"]})])

(defrule pp.devip
  "returned payment or two weeks late"
  :when (and (= true (-> portfolio :65 :active)) (or (< 0 payments-nsf-count) (<= 14 status-days-past-due)))
  :then [(loan/set {:remove-portfolios ["VIP"]})])

(defrule pp.dust
  "dust"
  :when (and (= loan-status "Open") (< 0M status-payoff) (>= DUST status-payoff))
  :then [(credit/add {:type "Regular" :category "DUST" :charge-off false :amount {:base :payoff :plus 0M} :info "pp.dust" :date :current-date})])
