;; vantage merchant advance. daily remittance. "days past due" counts missed remittance days.
;; 21 Risk, 22 Renewal, 23 UCC, 24 Stacking, 25 Legal

(defrule va-1 :when (and (= loan-status "Open") (> status-days-past-due 2) (<= status-days-past-due 5))
  :then [(checklist/check {:checklist "V" :items ["ping"]})])

(defrule va-2 "5+ missed: risk desk"
  :when (and (= loan-status "Open") (> status-days-past-due 5))
  :then [(loan/set {:add-portfolios ["Risk"]})])

(defrule va-3 "remitting again"
  :when (and (= true (-> portfolio :21 :active)) (<= status-days-past-due 2))
  :then [(loan/set {:remove-portfolios ["Risk"]})])

(defrule va-4 "renewal at 50% paid in, no bounced remittance in the lot, not more than 2 missed"
  :when (and (= loan-sub-status "Performing")
             (>= status-total-paid (* 0.5M setup-til-total-of-payments))
             (< payments-nsf-count 1)
             (<= status-days-past-due 2))
  :then [(loan/set {:add-portfolios ["Renewal"]})])

(defrule va-5 "renewal off when a remittance bounces"
  :when (and (= true (-> portfolio :22 :active)) (>= payments-nsf-count 1))
  :then [(loan/set {:remove-portfolios ["Renewal"]})])

(defrule va-6 "file UCC above 75k or as soon as two weeks are missed"
  :when (and (= loan-status "Open") (or (> setup-loan-amount 75000M) (>= status-days-past-due 14)))
  :then [(loan/set {:add-portfolios ["UCC"]})])

(defrule va-7 "young and already slipping -> stacking suspicion"
  :when (and (= loan-status "Open") (<= status-loan-age 30) (>= status-days-past-due 3))
  :then [(loan/set {:add-portfolios ["Stacking"]})])

(defrule va-8 "reconciliation: merchant asked, last remittance less than 60% of normal"
  :when (and (= "recon" (-> settings-custom-fields :1 :value)) (< last-payment-amount (* 0.6M setup-payment)))
  :then [(loan/set {:loan-sub-status "Reconciled"})])

(defrule va-9 "back to normal remittance (90% at least)"
  :when (and (= loan-sub-status "Reconciled") (>= last-payment-amount (* 0.9M setup-payment)))
  :then [(loan/set {:loan-sub-status "Performing"})])

(defrule va-10 "default: 20 missed days and 10 days of silence"
  :when (and (= loan-status "Open") (>= status-days-past-due 20) (or (nil? status-loan-recency) (>= status-loan-recency 10)))
  :then [(loan/set {:loan-sub-status "Default" :add-portfolios ["Legal"]})]
  :examples [{:given {:status-days-past-due 20 :status-loan-recency 10} :fires true}
             {:given {:status-days-past-due 20 :status-loan-recency 9} :fires false}
             {:given {:status-days-past-due 19 :status-loan-recency 10} :fires false}])

(defrule va-11 "no suit when less than 5k is left"
  :when (and (= true (-> portfolio :25 :active)) (< status-payoff 5000M))
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule va-12
  :when (and (= loan-sub-status "Default") (>= status-days-past-due 60) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule va-13 "early payoff discount: inside 45 days and more than 80% in"
  :when (and (= loan-sub-status "Performing") (<= status-loan-age 45) (> status-total-paid (* 0.8M setup-loan-amount)))
  :then [(loan/set {:add-portfolios ["Early Payoff"]})])

(defrule va-14 "ofac at 25k"
  :when (>= setup-loan-amount 25000M)
  :then [(customer/pull-ofac {:role "primary"})]
  :preactivation true
  :once :never-again)

(defrule va-15 "dust"
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 1M))
  :then [(credit/add {:type "Regular" :category "Dust" :charge-off false :amount {:base :payoff :plus 0M} :info "dust" :date :current-date})])

(defnotification va-n "half way"
  :when (and (= loan-sub-status "Performing") (>= status-total-paid (* 0.45M setup-til-total-of-payments)))
  :email {:to #{:customers} :from "hi@vantage.example" :subject "Almost eligible" :template "half.html.j2"})
