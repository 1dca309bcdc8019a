; orchard rent-to-own, store rules

(def visit 21)

(defrule welcome
  "welcome pack, first ten days"
  :when (and (= loan-status "Open") (<= status-loan-age 10))
  :then [(checklist/check {:checklist "Store" :items ["Welcome"]})]
  :once :never-again)

(defrule text
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (<= status-days-past-due 4))
  :then [(checklist/check {:checklist "Store" :items ["Text"]})])

(defrule call
  "five days late and up"
  :when (and (= loan-status "Open") (>= status-days-past-due 5) (> status-amount-due 10M))
  :then [(checklist/check {:checklist "Store" :items ["Call"]})])

(defrule home-visit
  "three weeks late"
  :when (and (= loan-status "Open") (>= status-days-past-due visit))
  :then [(loan/set {:add-portfolios ["Home Visit"]})])

(defrule no-visit
  "cancel the visit when they are back inside one week"
  :when (and (= true (-> portfolio :9 :active)) (<= status-days-past-due 7))
  :then [(loan/set {:remove-portfolios ["Home Visit"]})])

(defrule freeze
  "no new items for anyone who owes more than $60"
  :when (and (= loan-status "Open") (> status-amount-due 60M))
  :then [(loan/set {:loan-sub-status "Frozen"})])

(defrule thaw-account
  "items again below $10"
  :when (and (= loan-sub-status "Frozen") (< status-amount-due 10M))
  :then [(loan/set {:loan-sub-status "Repaying"})])

(defrule skip-suspect
  "never paid a cent, over two weeks late"
  :when (and (= loan-status "Open") (<= status-total-paid 0M) (> status-days-past-due 14))
  :then [(loan/set {:add-portfolios ["Skip"]})])

(defrule hardship-pause
  "job loss: one pause, not if already a month behind"
  :when (and (= "J" (-> settings-custom-fields :1 :value)) (< status-days-past-due 30) (> status-amount-due 0M))
  :then [(apd/reset {:type "zero"}) (dpd/reset) (loan/set {:loan-sub-status "Hardship"})]
  :once :never-again)

(defrule loss
  "gone after 90 days"
  :when (and (= loan-status "Open") (> status-days-past-due 90))
  :then [(loan/set {:loan-status "Closed" :loan-sub-status "Charged Off"})
         (credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "gone" :date :current-date})])

(defrule agency
  :when (and (= loan-sub-status "Charged Off") (> status-net-charge-off 200M))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule no-agency
  :when (and (= loan-sub-status "Charged Off") (<= status-net-charge-off 200M))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule buyout
  "early buyout offer, six payments or fewer to go and nothing behind"
  :when (and (= loan-sub-status "Repaying") (<= status-periods-remaining 6) (<= status-days-past-due 0))
  :then [(loan/set {:add-portfolios ["Early Buyout"]})])

(defrule loyal
  :when (and (= loan-sub-status "Repaying") (>= status-loan-age 500) (< status-24-dpd-30 1))
  :then [(loan/set {:add-portfolios ["Loyal"]})])

(defrule rounding
  :when (and (= loan-status "Open") (> status-payoff 0M) (<= status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "rounding" :date :current-date})])

(defrule late-fee-mercy
  "drop fees of up to $8 for customers less than 6 days late"
  :when (and (> status-due-fees 0M) (<= status-due-fees 8M) (< status-days-past-due 6))
  :then [(credit/add {:type "Fees only" :category "Fee waiver" :charge-off false :amount {:base :due-fees :plus 0M} :info "mercy" :date :current-date})])
