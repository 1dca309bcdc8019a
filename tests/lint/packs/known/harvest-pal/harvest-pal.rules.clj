;; hfcu payday-alternative (PAL II). k1..k5 agreed w/ compliance 3/14.
(def k1 6)   ; reminder stops
(def k2 10)  ; letter
(def k3 30)  ; share hold
(def k4 60)  ; loss
(def k5 7M)  ; tolerance

(defrule PAL01
  :when (and (= loan-status "Open") (< 0 status-days-past-due) (> k1 status-days-past-due))
  :then [(checklist/check {:checklist "P" :items ["text"]})])

(defrule PAL02
  "letter"
  :when (and (= loan-status "Open") (<= k2 status-days-past-due) (< k5 status-amount-due))
  :then [(checklist/check {:checklist "P" :items ["letter"]})])

(defrule PAL03
  "hold on shares, 30 days +"
  :when (and (= loan-status "Open") (<= k3 status-days-past-due) (< k5 status-amount-due))
  :then [(loan/set {:add-portfolios ["Hold"] :autopay-status "suspend"})])

(defrule PAL04
  "hold released"
  :when (and (= true (-> portfolio :4 :active)) (or (>= k5 status-amount-due) (> k1 status-days-past-due)))
  :then [(loan/set {:remove-portfolios ["Hold"] :autopay-status "continue"})])

(defrule PAL05
  "PAL II allows three in six months; second one only if member for 30 days and never past k2"
  :when (and (= "again" (-> settings-custom-fields :4 :value)) (<= 30 status-loan-age) (> k2 status-days-past-due))
  :then [(loan/set {:add-portfolios ["Repeat OK"]})])

(defrule PAL06
  "28% cap"
  :when (< 28M setup-interest-rate)
  :then [(loan/set {:add-portfolios ["Rate Exception"]})]
  :preactivation true)

(defrule PAL07
  "$2,000 cap per NCUA"
  :when (> setup-loan-amount 2000M)
  :then [(loan/set {:add-portfolios ["Size Exception"]})]
  :preactivation true
  :examples [{:given {:setup-loan-amount 2000.01M} :fires true} {:given {:setup-loan-amount 2000M} :fires false}])

(defrule PAL08
  :when (and (= loan-status "Open") (<= k4 status-days-past-due) (< 0M status-payoff))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "PAL08" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule PAL09
  "no agency for 100 or less"
  :when (and (= loan-sub-status "Charged Off") (>= 100M status-net-charge-off))
  :then [(loan/set {:remove-portfolios ["Agency"]})])

(defrule PAL10
  :when (and (= loan-sub-status "Charged Off") (< 100M status-net-charge-off) (<= 30 (or status-loan-recency 31)))
  :then [(loan/set {:add-portfolios ["Agency"]})])

(defrule PAL11
  "savings bonus: every payment on time, loan half gone"
  :when (and (= loan-status "Open") (= 0 status-unique-delinquencies) (>= (* 0.5M setup-loan-amount) status-principal-balance) (> 1 status-days-past-due))
  :then [(loan/set {:add-portfolios ["Bonus"]})])

(defrule PAL12
  "financial counseling (2 or more NSF)"
  :when (and (= loan-status "Open") (<= 2 payments-nsf-count))
  :then [(checklist/check {:checklist "P" :items ["counsel"]})])

(defrule PAL13
  "first week hello"
  :when (and (= loan-status "Open") (>= 7 status-loan-age))
  :then [(checklist/check {:checklist "P" :items ["hello"]})]
  :once :never-again)

(defrule PAL14
  :when (and (= loan-status "Open") (< 0M status-payoff) (>= 3M status-payoff))
  :then [(credit/add {:type "Regular" :category "Small" :charge-off false :amount {:base :payoff :plus 0M} :info "PAL14" :date :current-date})])

(defrule PAL15
  "emergency extension - at most 20 days late, one only"
  :when (and (= "ext" (-> settings-custom-fields :5 :value)) (>= 20 status-days-past-due))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 15})]
  :once :never-again)
