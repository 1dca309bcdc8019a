;; Summit Dealer Finance: floorplan lines for used-car dealers.
;; A unit that is not curtailed on time is the first sign that a dealer sold it "out of trust".
;; 51 Audit, 52 Out of Trust, 53 No Advance, 54 Preferred

(defn curtailment-overdue?
  "Is any curtailment more than the given number of days overdue?"
  [days]
  (> status-days-past-due days))

(defrule audit-dealers-who-slip
  "Audit the lot of a dealer whose curtailment is more than seven days overdue. Nothing else is done at this point; most of
   them have simply forgotten."
  :when (and (= loan-status "Open") (curtailment-overdue? 7))
  :then [(loan/set {:add-portfolios ["Audit"]})])

(defrule stop-advances
  "Advances stop as soon as two curtailments' worth of principal is due and unpaid, or fifteen days have gone by."
  :when (and (= loan-status "Open")
             (or (>= status-due-principal (* 2 status-next-payment-principal))
                 (>= status-days-past-due 15)))
  :then [(loan/set {:add-portfolios ["No Advance"]})])

(defrule advances-resume
  "A dealer may floor units again when the line is no more than three days behind and has at least ten thousand dollars of room."
  :when (and (= true (-> portfolio :53 :active))
             (<= status-days-past-due 3)
             (>= status-available-credit 10000M))
  :then [(loan/set {:remove-portfolios ["No Advance"]})]
  :examples [{:given {:portfolio {:53 {:active true}} :status-days-past-due 3 :status-available-credit 10000M} :fires true}
             {:given {:portfolio {:53 {:active true}} :status-days-past-due 4 :status-available-credit 10000M} :fires false}
             {:given {:portfolio {:53 {:active true}} :status-days-past-due 3 :status-available-credit 9999.99M} :fires false}])

(defrule line-nearly-full
  "Warn the account manager once less than five percent of the line is still free."
  :when (and (= loan-status "Open")
             (pos? setup-credit-limit)
             (< status-available-credit (* 0.05M setup-credit-limit)))
  :then [(checklist/check {:checklist "Account manager" :items ["Line nearly full"]})])

(defrule out-of-trust
  "Thirty days without a curtailment payment while principal is due: the dealer is treated as out of trust."
  :when (and (= loan-status "Open")
             (> status-due-principal 0M)
             (or (nil? status-loan-recency) (> status-loan-recency 30)))
  :then [(loan/set {:loan-sub-status "Out of Trust" :add-portfolios ["Out of Trust"]})
         (checklist/check {:checklist "Account manager" :items ["Lot secured"]})])

(defrule trust-restored
  "The dealer has paid something within the past ten days and owes no more than half of the next curtailment."
  :when (and (= loan-sub-status "Out of Trust")
             (some? status-loan-recency)
             (<= status-loan-recency 10)
             (<= status-due-principal (* 1/2 status-next-payment-principal)))
  :then [(loan/set {:loan-sub-status "Performing" :remove-portfolios ["Out of Trust"]})])

(defrule insurance-running-out
  "The garage policy ends in fewer than thirty days."
  :when (and (= loan-status "Open")
             (some? insurance-end-date)
             (< (u/date-compare insurance-end-date current-date) 30))
  :then [(checklist/check {:checklist "Account manager" :items ["Insurance"]})])

(defrule lapsed-policy
  "No policy, no advances: cover ended before today."
  :when (and (= loan-status "Open")
             (some? insurance-end-date)
             (< (u/date-compare insurance-end-date current-date) 0)
             (> status-principal-balance 0M))
  :then [(loan/set {:add-portfolios ["No Advance"]})])

(defrule demand
  :when (let [late status-days-past-due
              owed status-amount-due]
          (and (= loan-sub-status "Out of Trust") (>= late 45) (> owed 5000M)))
  :then [(checklist/check {:checklist "Account manager" :items ["Demand for payment"]})])

(defrule repossess-inventory
  "After sixty days we take the keys."
  :when (and (= loan-sub-status "Out of Trust") (> status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Repossession" :repossession-date :current-date})])

(defrule preferred-dealer
  "Dealers with us for two years or longer who were never sixty days late and are not behind now get preferred pricing."
  :when (and (= loan-sub-status "Performing")
             (>= status-loan-age 730)
             (zero? status-24-dpd-60)
             (< status-days-past-due 1))
  :then [(loan/set {:add-portfolios ["Preferred"]})])

(defrule no-longer-preferred
  "Preferred pricing ends with the second thirty-day late."
  :when (and (= true (-> portfolio :54 :active)) (> status-24-dpd-30 1))
  :then [(loan/set {:remove-portfolios ["Preferred"]})])

(defrule new-dealer-orientation
  "Orientation in the first two weeks."
  :when (and (= loan-sub-status "Performing") (< status-loan-age 14))
  :then [(checklist/check {:checklist "Account manager" :items ["Orientation"]})]
  :once :never-again)

(defrule write-off
  "Losses are booked when a repossessed line has been delinquent for upwards of one hundred and fifty days."
  :when (and (= loan-sub-status "Repossession") (> status-days-past-due 150) (pos? status-payoff))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "floorplan loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule counsel
  "Personal guaranties are enforced for losses above twenty-five thousand dollars."
  :when (and (= loan-sub-status "Charged Off") (> status-net-charge-off 25000M))
  :then [(loan/set {:add-portfolios ["Counsel"]})])

(defrule not-for-counsel
  "What remains is too little for a lawsuit."
  :when (and (= loan-sub-status "Charged Off") (<= status-net-charge-off 25000M))
  :then [(loan/set {:remove-portfolios ["Counsel"]})])

(defrule rounding
  "Forgive cents."
  :when (and (= loan-sub-status "Pending Payoff") (< 0M status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Rounding" :charge-off false :amount {:base :payoff :plus 0M} :info "rounding" :date :current-date})])
